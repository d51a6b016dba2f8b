// The head of a binary sample, and where its payload begins (docs/protocol.md §8.2).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "bridge/ports/bytes.hpp"

namespace bridge {

constexpr std::size_t kMaxHeaderBytes = 1024;
constexpr std::size_t kMaxHops = 16;
constexpr std::size_t kMaxHopName = 32;
constexpr std::int64_t kMaxHandle = 65535;

/// Flags of samples (docs/protocol.md §8.1).
constexpr std::int64_t kFlagKey = 1;
constexpr std::int64_t kFlagDiscontinuity = 2;

enum class SampleKind : std::uint8_t { value = 0, jpeg = 1, h264 = 2 };

/// A place that a sample passed, and the bridge's time there.
struct Hop {
    std::string_view name;
    std::int64_t at_us = 0;
};

struct SampleHeader {
    std::int64_t kind = 0;
    std::int64_t channel = 0;  ///< Of the subscription, when the bridge sends.
    std::int64_t seq = 0;
    std::int64_t captured_us = 0;
    std::int64_t flags = 0;
    std::optional<std::int64_t> number;
    std::optional<std::int64_t> device_us;
    std::optional<std::int64_t> received_us;
    Hop hops[kMaxHops] = {};
    std::size_t hop_count = 0;
    std::optional<std::int64_t> frame_seq;
    std::optional<std::int64_t> bundle;
};

/// Writes the bytes that stand before the payload; 0 when they do not fit.
[[nodiscard]] std::size_t encode_header(const SampleHeader& header, Room into);

/// Reads a header; false for a fault of form. `payload` is the rest of the message, and the
/// names of hops are views into it.
[[nodiscard]] bool decode_sample(Bytes message, SampleHeader& header, Bytes& payload);

}  // namespace bridge
