#include "bridge/message_form.hpp"

#include <iterator>

#include "bridge/protocol.hpp"
#include "bridge/sample_header.hpp"

namespace bridge {

namespace {

constexpr std::string_view kOpNames[] = {"ack",    "advertised", "bye",      "call",   "challenge",
                                         "drops",  "gap",        "interest", "sample", "slow_down",
                                         "status", "subscribed", "sync",     "topics", "welcome"};
static_assert(std::size(kOpNames) == static_cast<std::size_t>(Op::unknown), "a name for each op");

enum class Need : std::uint8_t {
    handle,
    count,
    number,
    text,
    call_id,
    nonce,
    proof,
    object,
    array,
    deadline,
};

struct FieldForm {
    Op op;
    std::string_view name;
    Need need;
    bool is_required;
};

constexpr FieldForm kFields[] = {
    {Op::ack, "id", Need::call_id, true},
    {Op::ack, "stage", Need::text, true},
    {Op::advertised, "channels", Need::array, true},
    {Op::bye, "code", Need::count, true},
    {Op::bye, "reason", Need::text, false},
    {Op::bye, "retry_after_ms", Need::count, false},
    {Op::call, "id", Need::call_id, true},
    {Op::call, "method", Need::text, true},
    {Op::call, "args", Need::object, false},
    {Op::call, "deadline_ms", Need::deadline, false},
    {Op::challenge, "nonce", Need::nonce, true},
    {Op::challenge, "method", Need::text, true},
    {Op::drops, "sub", Need::handle, true},
    {Op::drops, "dropped", Need::object, true},
    {Op::gap, "sub", Need::handle, true},
    {Op::gap, "topic", Need::text, true},
    {Op::gap, "from_seq", Need::count, true},
    {Op::gap, "to_seq", Need::count, true},
    {Op::interest, "topic", Need::text, true},
    {Op::interest, "subscribers", Need::count, true},
    {Op::interest, "max_hz", Need::number, false},
    {Op::sample, "sub", Need::handle, true},
    {Op::sample, "topic", Need::text, true},
    {Op::sample, "value", Need::object, true},
    {Op::slow_down, "fps", Need::number, false},
    {Op::slow_down, "quality", Need::count, false},
    {Op::status, "level", Need::text, true},
    {Op::status, "code", Need::text, true},
    {Op::status, "text", Need::text, false},
    {Op::status, "ref", Need::text, false},
    {Op::subscribed, "sub", Need::handle, true},
    {Op::subscribed, "topics", Need::array, true},
    {Op::sync, "t0", Need::count, true},
    {Op::sync, "t1", Need::count, true},
    {Op::sync, "t2", Need::count, true},
    {Op::topics, "sub", Need::handle, true},
    {Op::topics, "topics", Need::array, true},
    {Op::welcome, "session", Need::text, true},
    {Op::welcome, "id", Need::text, true},
    {Op::welcome, "role", Need::text, true},
    {Op::welcome, "server", Need::object, true},
    {Op::welcome, "protocol", Need::text, true},
    {Op::welcome, "now_us", Need::count, true},
    {Op::welcome, "limits", Need::object, false},
    {Op::welcome, "proof", Need::proof, false},
};

bool is_call_id(const JsonView& value) {
    char room[kMaxCallId];
    TextWriter id(room);
    if (!value.copy_text(id) || id.size() == 0) return false;
    for (const char letter : id.text()) {
        if (letter < 0x20 || letter > 0x7E) return false;
    }
    return true;
}

bool is_integer_in(const JsonView& value, std::int64_t low, std::int64_t high) {
    const auto number = value.integer();
    return number && *number >= low && *number <= high;
}

bool is_hex(const JsonView& value, std::size_t letters) {
    const auto text = value.plain_text();
    return text && is_hex_of(*text, letters);
}

bool meets(const JsonView& value, Need need) {
    switch (need) {
        case Need::handle: return is_integer_in(value, 1, kMaxHandle);
        case Need::count: return is_integer_in(value, 0, kMaxInteger);
        case Need::deadline: return is_integer_in(value, 1, 60000);
        case Need::number: return value.milli().value_or(-1) >= 0;
        case Need::text: return value.is(JsonKind::text);
        case Need::call_id: return is_call_id(value);
        case Need::nonce: return is_hex(value, kNonceLetters);
        case Need::proof: return is_hex(value, 64);
        case Need::object: return value.is(JsonKind::object);
        case Need::array: return value.is(JsonKind::array);
    }
    return false;
}

bool has_sound_fields(const JsonView& message, Op op) {
    for (const FieldForm& field : kFields) {
        if (field.op != op) continue;
        const JsonView value = message.member(field.name);
        if (value.is(JsonKind::missing) ? field.is_required : !meets(value, field.need))
            return false;
    }
    return true;
}

Op op_of(const JsonView& name) {
    for (std::size_t i = 0; i < std::size(kOpNames); ++i) {
        if (name.equals(kOpNames[i])) return static_cast<Op>(i);
    }
    return Op::unknown;
}

CheckedMessage check_one(JsonView view) {
    CheckedMessage checked;
    checked.view = view;
    const JsonView name = view.member("op");
    if (!name.is(JsonKind::text)) return checked;
    checked.op = op_of(name);
    if (checked.op == Op::unknown) {
        checked.form = Form::unknown_op;
    } else {
        checked.form = has_sound_fields(view, checked.op) ? Form::sound : Form::bad_field;
    }
    return checked;
}

CheckedMessage check_batch(JsonView view) {
    CheckedMessage checked{Form::sound, Op::batch, view};
    JsonCursor cursor(view);
    JsonView item;
    while (cursor.next(item)) {
        const CheckedMessage one = check_one(item);
        if (one.form == Form::broken) return one;
        if (one.op != Op::sample || one.form != Form::sound) checked.form = Form::bad_field;
    }
    return checked;
}

}  // namespace

CheckedMessage check_message(std::string_view text) {
    if (!check_json(text)) return {};
    const JsonView view(text);
    if (view.is(JsonKind::array)) return check_batch(view);
    return check_one(view);
}

bool is_hex_of(std::string_view text, std::size_t letters) {
    if (text.size() != letters) return false;
    for (const char letter : text) {
        const bool is_digit = letter >= '0' && letter <= '9';
        if (!is_digit && (letter < 'a' || letter > 'f')) return false;
    }
    return true;
}

}  // namespace bridge
