#include "bridge/bridge_messages.hpp"

namespace bridge {

InterestMessage read_interest(JsonView message) {
    InterestMessage interest;
    interest.topic = text_in<200>(message.member("topic"));
    interest.subscribers = message.member("subscribers").integer().value_or(0);
    interest.max_mhz = message.member("max_hz").milli().value_or(0);
    return interest;
}

SlowDownMessage read_slow_down(JsonView message) {
    SlowDownMessage request;
    request.fps_milli = message.member("fps").milli().value_or(0);
    request.quality = message.member("quality").integer().value_or(0);
    request.reason = text_in<40>(message.member("reason"));
    return request;
}

CallMessage read_call(JsonView message) {
    CallMessage call;
    call.id = text_in<kMaxCallId>(message.member("id"));
    char room[32];
    TextWriter method(room);
    if (message.member("method").copy_text(method)) call.method.assign(method.text());
    call.args = message.member("args");
    call.deadline_ms = message.member("deadline_ms").integer().value_or(call.deadline_ms);
    return call;
}

ByeMessage read_bye(JsonView message) {
    constexpr std::int64_t kLongestMs = 3600000;
    ByeMessage bye;
    const std::int64_t code = message.member("code").integer().value_or(0);
    bye.code = static_cast<std::uint16_t>(code < UINT16_MAX ? code : 0);
    bye.reason = text_in<40>(message.member("reason"));
    const std::int64_t retry_ms = message.member("retry_after_ms").integer().value_or(0);
    bye.retry_after_ms = static_cast<std::uint32_t>(retry_ms < kLongestMs ? retry_ms : kLongestMs);
    return bye;
}

StatusMessage read_status(JsonView message) {
    StatusMessage status;
    status.level = text_in<16>(message.member("level"));
    status.code = text_in<40>(message.member("code"));
    status.text = text_in<160>(message.member("text"));
    return status;
}

bool names_channel(JsonView message, std::int64_t channel) {
    JsonCursor cursor(message.member("channels"));
    JsonView item;
    while (cursor.next(item)) {
        if (item.member("channel").integer() == channel) return true;
    }
    return false;
}

}  // namespace bridge
