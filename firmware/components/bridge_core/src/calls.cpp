#include "bridge/calls.hpp"

#include <iterator>

#include "bridge/near_names.hpp"

namespace bridge {

namespace {

struct Action {
    std::string_view name;
    Deed deed;
};

constexpr Action kActions[] = {
    {"snapshot", Deed::snapshot},
    {"reboot", Deed::restart},
    {"factory-reset", Deed::factory_reset},
};
// A board that restarts on a command which is repeated at each of its starts would never
// come up: before this, it does not.
constexpr std::int64_t kLeastUptimeUs = 10 * kSecond;

void refuse(Outcome& outcome, std::string_view code, std::string_view text) {
    outcome.code = code;
    outcome.text.assign_cut(text);
}

Outcome refused(std::string_view code, std::string_view text) {
    Outcome outcome;
    refuse(outcome, code, text);
    return outcome;
}

Outcome unknown_method(std::string_view method) {
    char room[120];
    TextWriter text(room);
    text.put("no method ").put(method);
    put_near_names(
        text, method, [](std::size_t i) { return kActions[i].name; }, std::size(kActions));
    return refused("no_such_method", text.text());
}

}  // namespace

Scalar scalar_from(const JsonView& value, TextWriter& room) {
    if (const auto flag = value.boolean()) return Scalar::boolean(*flag);
    if (const auto number = value.milli()) return Scalar::number(*number);
    const std::size_t start = room.size();
    if (!value.copy_text(room)) return {};
    return Scalar::of_text(room.text().substr(start));
}

const Answer& Calls::run(const CallMessage& call, std::int64_t now_us) {
    for (Answer& known : answers_) {
        if (known.id.empty() || !(known.id == call.id.view())) continue;
        known.deed = Deed::none;  // Repeated, not done again.
        return known;
    }
    Answer& answer = answers_[next_];
    next_ = (next_ + 1) % kRemembered;
    answer = Answer{};
    answer.id = call.id;
    if (call.method == "set") {
        answer.outcome = run_set(call.args, now_us);
    } else if (annex_ != nullptr && call.method == annex_->method()) {
        answer.outcome = annex_->take_call(call.args, now_us);
    } else {
        answer.outcome = run_action(call.method.view(), now_us, answer.deed);
    }
    return answer;
}

[[gnu::noinline]] void Calls::take_argument(Pass pass, JsonView key, JsonView value,
                                            std::int64_t now_us, Outcome& outcome) {
    char room[128];
    TextWriter texts(room);
    const Scalar name = scalar_from(key, texts);
    const Scalar wish = scalar_from(value, texts);
    outcome = pass == Pass::check ? settings_.check(name.text, wish)
                                  : settings_.set(name.text, wish, now_us);
}

/// All of it or nothing: the first pass checks, the second one does.
Outcome Calls::run_set(JsonView args, std::int64_t now_us) {
    Outcome last;
    refuse(last, "no_arguments", "set: name a setting and its value");
    std::size_t count = 0;
    for (const Pass pass : {Pass::check, Pass::set}) {
        count = 0;
        JsonCursor cursor(args);
        JsonView key;
        JsonView value;
        while (cursor.next(key, value)) {
            if (++count > kMaxArguments) {
                refuse(last, "out_of_range", "set: too many arguments");
                return last;
            }
            take_argument(pass, key, value, now_us, last);
            if (!last.is_done) return last;
        }
    }
    if (count > 1) last.value = Scalar{};  // One value cannot speak for several.
    return last;
}

Outcome Calls::run_action(std::string_view method, std::int64_t now_us, Deed& deed) {
    for (const Action& action : kActions) {
        if (action.name != method) continue;
        if (action.deed != Deed::snapshot && now_us < kLeastUptimeUs) {
            return refused("too_soon", "the device has just started; try again in ten seconds");
        }
        deed = action.deed;
        Outcome outcome;
        outcome.is_done = true;
        return outcome;
    }
    return unknown_method(method);
}

void Calls::put_actions(JsonWriter& json) {
    for (const Action& action : kActions) {
        Feature feature;
        feature.name = action.name;
        feature.kind = FeatureKind::action;
        put_feature(json, feature);
    }
}

}  // namespace bridge
