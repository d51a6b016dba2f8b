#include "bridge/personality_taghub.hpp"

#include "bridge/json_writer.hpp"
#include "bridge/protocol.hpp"

namespace bridge {

namespace {

constexpr std::int64_t kPingUs = 10 * kSecond;
constexpr std::int64_t kLeastIntervalMs = 100;
constexpr std::int64_t kMostIntervalMs = 10000;

}  // namespace

void TaghubPersonality::begin(std::int64_t now_us) {
    has_identified_ = is_admitted_ = owes_pong_ = false;
    refusal_ = Reason::none;
    ping_due_us_ = now_us + kPingUs;
}

bool TaghubPersonality::has_text(std::int64_t now_us) const {
    return !has_identified_ || owes_pong_ || (is_admitted_ && now_us >= ping_due_us_);
}

bool TaghubPersonality::put_next_text(TextWriter& out, std::int64_t now_us) {
    if (!has_identified_) {
        has_identified_ = true;
        JsonWriter json(out);
        json.begin_object().field("event", "identify").key("data").begin_object();
        json.field("type", "esp32").field("device", identity_.id.view());
        json.field("version", identity_.sdk.view());
        if (!identity_.token.empty()) json.field("auth_token", identity_.token.view());
        json.end_object().end_object();
    } else if (owes_pong_) {
        owes_pong_ = false;
        out.put(R"({"event":"pong"})");
    } else if (is_admitted_ && now_us >= ping_due_us_) {
        ping_due_us_ = now_us + kPingUs;
        out.put(R"({"event":"ping"})");
    } else {
        return false;
    }
    return true;
}

void TaghubPersonality::take_text(std::string_view text, std::int64_t now_us) {
    const JsonView message = check_json(text) ? JsonView(text) : JsonView();
    const JsonView event = message.member("event");
    if (event.equals("identify_success")) {
        is_admitted_ = true;
    } else if (event.equals("auth_failed")) {
        refusal_ = Reason::token_refused;
    } else if (event.equals("ping")) {
        owes_pong_ = true;
    } else if (event.equals("set_video_interval")) {
        obey_interval(message.member("interval_ms"), now_us);
    }
}

/// Devices of this system never say whether they obey; a hub outside of its own range is not
/// obeyed.
void TaghubPersonality::obey_interval(JsonView interval, std::int64_t now_us) {
    const std::int64_t ms = interval.integer().value_or(0);
    if (ms < kLeastIntervalMs || ms > kMostIntervalMs) return;
    cargo_.settings().set("fps", Scalar::number(1000000 / ms), now_us);
}

PictureStep TaghubPersonality::step_of(const Frame& frame, std::size_t number, TextWriter&) {
    if (number > 0) return {};
    return {PictureStep::Kind::binary, frame.jpeg};
}

}  // namespace bridge
