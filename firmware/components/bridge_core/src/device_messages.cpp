#include "bridge/device_messages.hpp"

namespace bridge {

namespace {

constexpr std::string_view kClockStates[] = {"unsynced", "coarse", "locked", "holdover"};

JsonWriter& begin(JsonWriter& json, std::string_view op) {
    return json.begin_object().field("op", op);
}

void put_text(JsonWriter& json, std::string_view name, std::string_view text) {
    if (!text.empty()) json.field(name, text);
}

void put_optional(JsonWriter& json, std::string_view name,
                  const std::optional<std::int64_t>& value) {
    if (value) json.field(name, *value);
}

/// Drift travels in parts per million; what is kept are thousandths of those.
void put_report(JsonWriter& json, const ClockReport& report) {
    json.key("clock").begin_object().field("state", name_of(report.state));
    json.field("offset_us", report.offset_us).field("error_us", report.error_us);
    json.key("drift_ppm").milli(report.drift_ppb);
    json.field("samples", report.samples).end_object();
}

}  // namespace

std::string_view name_of(ClockState state) {
    return kClockStates[static_cast<std::size_t>(state)];
}

void put_hello(TextWriter& out, const HelloMessage& hello) {
    JsonWriter json(out);
    begin(json, "hello").field("role", "device").field("id", hello.id);
    put_text(json, "name", hello.name);
    put_text(json, "nonce", hello.nonce);
    put_text(json, "sdk", hello.sdk);
    put_text(json, "boot", hello.boot);
    if (hello.features != nullptr) {
        json.key("features").begin_array();
        hello.features->put_features(json);
        json.end_array();
    }
    json.end_object();
}

void put_proof(TextWriter& out, const Digest& proof) {
    JsonWriter json(out);
    begin(json, "proof").key("proof").hex(bytes_from(proof)).end_object();
}

void put_sync(TextWriter& out, std::int64_t t0, const ClockReport* report) {
    JsonWriter json(out);
    begin(json, "sync").field("t0", t0);
    if (report != nullptr) put_report(json, *report);
    json.end_object();
}

void put_clock(TextWriter& out, const ClockReport& report) {
    JsonWriter json(out);
    put_report(begin(json, "clock"), report);
    json.end_object();
}

void put_advertise(TextWriter& out, const ChannelMessage* channels, std::size_t count) {
    JsonWriter json(out);
    begin(json, "advertise").key("channels").begin_array();
    for (std::size_t i = 0; i < count; ++i) {
        json.begin_object().field("channel", channels[i].channel).field("topic", channels[i].topic);
        put_text(json, "schema", channels[i].schema);
        json.end_object();
    }
    json.end_array().end_object();
}

void put_unadvertise(TextWriter& out, const std::int64_t* channels, std::size_t count) {
    JsonWriter json(out);
    begin(json, "unadvertise").key("channels").begin_array();
    for (std::size_t i = 0; i < count; ++i) json.integer(channels[i]);
    json.end_array().end_object();
}

void put_ack(TextWriter& out, const AckMessage& ack) {
    JsonWriter json(out);
    begin(json, "ack").field("id", ack.id).field("stage", ack.is_applied ? "applied" : "rejected");
    put_text(json, "code", ack.code);
    put_text(json, "text", ack.text);
    if (!ack.value.is_null()) put_scalar(json.key("value"), ack.value);
    json.end_object();
}

void put_sample(TextWriter& out, const TextSample& sample) {
    JsonWriter json(out);
    begin(json, "sample").key("value").verbatim(sample.value);
    put_text(json, "topic", sample.topic);
    put_optional(json, "channel", sample.channel);
    put_optional(json, "seq", sample.seq);
    put_optional(json, "captured_us", sample.captured_us);
    if (sample.flags != 0) json.field("flags", sample.flags);
    put_optional(json, "device_us", sample.device_us);
    put_optional(json, "frame_seq", sample.frame_seq);
    if (sample.hop_count != 0) json.key("hops").begin_array();
    for (std::size_t i = 0; i < sample.hop_count; ++i) {
        json.begin_array().text(sample.hops[i].name).integer(sample.hops[i].at_us).end_array();
    }
    if (sample.hop_count != 0) json.end_array();
    json.end_object();
}

}  // namespace bridge
