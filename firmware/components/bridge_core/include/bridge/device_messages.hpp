// What a device says: control messages of native protocol v1 as JSON text.
//
// Each function writes one object. Whether all of it fitted, the TextWriter knows.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "bridge/feature.hpp"
#include "bridge/sample_header.hpp"
#include "bridge/sha256.hpp"
#include "bridge/text_writer.hpp"

namespace bridge {

struct HelloMessage {
    std::string_view id;
    std::string_view name;   ///< Empty: the id.
    std::string_view nonce;  ///< Empty: admitted by address, as loopback is.
    std::string_view sdk;
    std::string_view boot;
    const FeatureList* features = nullptr;
};

enum class ClockState : std::uint8_t { unsynced, coarse, locked, holdover };

/// What a device believes of its clock: bridge time = own time + `offset_us`.
struct ClockReport {
    ClockState state = ClockState::unsynced;
    std::int64_t offset_us = 0;
    std::int64_t error_us = 0;
    std::int64_t drift_ppb = 0;
    std::int64_t samples = 0;
};

struct ChannelMessage {
    std::int64_t channel = 0;
    std::string_view topic;
    std::string_view schema;  ///< May be empty.
};

struct AckMessage {
    std::string_view id;
    bool is_applied = false;
    Scalar value;           ///< What took effect; null is left out.
    std::string_view code;  ///< Why it was rejected.
    std::string_view text;
};

/// A sample as text; `value` is JSON of which the caller knows that it is sound.
struct TextSample {
    std::string_view value;
    std::optional<std::int64_t> channel;  ///< Or a topic.
    std::string_view topic;
    std::optional<std::int64_t> seq;
    std::optional<std::int64_t> captured_us;
    std::int64_t flags = 0;
    std::optional<std::int64_t> device_us;
    std::optional<std::int64_t> frame_seq;
    const Hop* hops = nullptr;
    std::size_t hop_count = 0;
};

[[nodiscard]] std::string_view name_of(ClockState state);

void put_hello(TextWriter& out, const HelloMessage& hello);
void put_proof(TextWriter& out, const Digest& proof);
void put_sync(TextWriter& out, std::int64_t t0, const ClockReport* report);
void put_clock(TextWriter& out, const ClockReport& report);
void put_advertise(TextWriter& out, const ChannelMessage* channels, std::size_t count);
void put_unadvertise(TextWriter& out, const std::int64_t* channels, std::size_t count);
void put_ack(TextWriter& out, const AckMessage& ack);
void put_sample(TextWriter& out, const TextSample& sample);

}  // namespace bridge
