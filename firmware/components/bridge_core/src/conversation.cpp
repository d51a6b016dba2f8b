#include "bridge/conversation.hpp"

#include "bridge/bridge_messages.hpp"
#include "bridge/msgpack_reader.hpp"

namespace bridge {

namespace {

Event fault(std::string_view code) {
    Event event;
    event.kind = Event::Kind::fault;
    event.code = code;
    return event;
}

/// Minor versions may have more in them; another major version is another protocol.
bool is_compatible(const JsonView& version) {
    const auto text = version.plain_text();
    return text && (*text == "1" || text->substr(0, 2) == "1.");
}

}  // namespace

void Conversation::reset() {
    state_ = State::fresh;
    nonce_.clear();
    auth_message_.clear();
    open_count_ = 0;
    idle_timeout_us_ = kSilenceUs;
}

void Conversation::begin(TextWriter& out, Random& random, const FeatureList* features) {
    std::uint8_t bytes[kNonceBytes];
    random.fill(room_in(bytes));
    char room[kNonceLetters];
    TextWriter nonce(room);
    nonce.put_hex(bytes_from(bytes));
    if (!identity_.key.empty()) nonce_.assign(nonce.text());
    HelloMessage hello;
    hello.id = identity_.id.view();
    hello.name = identity_.name.view();
    hello.nonce = nonce_.view();
    hello.sdk = identity_.sdk.view();
    hello.boot = identity_.boot.view();
    hello.features = features;
    put_hello(out, hello);
    state_ = State::hello;
}

void Conversation::put_question(TextWriter& out, std::int64_t now_us) {
    if (open_count_ == kOpenQuestions) {
        for (std::size_t i = 1; i < kOpenQuestions; ++i) open_[i - 1] = open_[i];
        --open_count_;
    }
    open_[open_count_++] = now_us;
    const ClockReport report = clock_.estimate(now_us);
    const bool is_told = state_ == State::ready && report.samples != 0;
    put_sync(out, now_us, is_told ? &report : nullptr);
}

Event Conversation::receive_text(std::string_view text, std::int64_t now_us, TextWriter& reply) {
    if (state_ == State::closed) return {};
    const CheckedMessage message = check_message(text);
    switch (message.form) {
        case Form::broken: return end("bad_message", kCloseBadMessage);
        case Form::unknown_op: return fault("unknown_op");
        case Form::bad_field: return fault("bad_field");
        case Form::sound: break;
    }
    switch (message.op) {
        case Op::challenge: return answer_challenge(message.view, reply);
        case Op::welcome: return enter(message.view);
        case Op::sync: return finish_exchange(message.view, now_us);
        case Op::sample:
        case Op::batch: return fault("unknown_topic");  // A device subscribes to nothing.
        default: break;
    }
    Event event;
    event.kind = Event::Kind::message;
    event.op = message.op;
    event.view = message.view;
    return event;
}

Event Conversation::receive_binary(Bytes message) {
    if (state_ == State::closed) return {};
    SampleHeader header;
    Bytes payload;
    if (!decode_sample(message, header, payload)) return end("bad_message", kCloseBadMessage);
    const bool is_value = header.kind == static_cast<std::int64_t>(SampleKind::value);
    return fault(is_value && !is_sound_value(payload) ? "bad_value" : "unknown_topic");
}

Event Conversation::answer_challenge(JsonView challenge, TextWriter& reply) {
    if (state_ != State::hello || identity_.key.empty())
        return end("out_of_turn", kCloseBadMessage);
    if (!challenge.member("method").equals(kAuthMethod)) {
        return end("unauthorized", kCloseUnauthenticated);
    }
    const auto bridge_nonce = challenge.member("nonce").plain_text().value_or("");
    auth_message_ =
        websocket_auth_message("device", identity_.id.view(), nonce_.view(), bridge_nonce);
    put_proof(reply, prove(identity_.key.view(), auth_message_.view()));
    state_ = State::proof;
    Event event;
    event.kind = Event::Kind::reply;
    return event;
}

Event Conversation::enter(JsonView welcome) {
    if (state_ != State::hello && state_ != State::proof) {
        return end("out_of_turn", kCloseBadMessage);
    }
    if (!is_compatible(welcome.member("protocol"))) return end("version", kCloseVersion);
    if (!identity_.key.empty() && !is_genuine(welcome)) {
        return end("unauthorized", kCloseUnauthenticated);
    }
    state_ = State::ready;
    clock_.begin(text_in<64>(welcome.member("server").member("boot")).view());
    const auto idle_us = welcome.member("limits").member("idle_timeout_us").integer();
    // A bridge that would have us hurry is not believed: boards need 20 s at times.
    if (idle_us && *idle_us >= 20 * kSecond) idle_timeout_us_ = *idle_us;
    Event event;
    event.kind = Event::Kind::ready;
    event.op = Op::welcome;
    event.view = welcome;
    return event;
}

bool Conversation::is_genuine(JsonView welcome) const {
    Digest given;
    const auto text = welcome.member("proof").plain_text();
    if (state_ != State::proof || !text || !read_hex(*text, {given.data(), given.size()}))
        return false;
    const Digest expected = server_proof(identity_.key.view(), auth_message_.view());
    return are_equal_in_constant_time(bytes_from(given), bytes_from(expected));
}

Event Conversation::finish_exchange(JsonView sync, std::int64_t now_us) {
    const std::int64_t t0 = sync.member("t0").integer().value_or(-1);
    std::size_t found = 0;
    while (found < open_count_ && open_[found] != t0) ++found;
    if (found == open_count_) return fault("unknown_sync");
    for (std::size_t i = found + 1; i < open_count_; ++i) open_[i - 1] = open_[i];
    --open_count_;
    const std::int64_t t1 = sync.member("t1").integer().value_or(0);
    const std::int64_t t2 = sync.member("t2").integer().value_or(0);
    Event event;
    event.kind = clock_.observe(t0, t1, t2, now_us) ? Event::Kind::synced : Event::Kind::nothing;
    event.op = Op::sync;
    return event;
}

Event Conversation::end(std::string_view code, std::uint16_t close_code) {
    state_ = State::closed;
    Event event = fault(code);
    event.kind = Event::Kind::closed;
    event.close_code = close_code;
    return event;
}

}  // namespace bridge
