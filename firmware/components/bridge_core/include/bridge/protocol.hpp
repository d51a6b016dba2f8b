// Names and limits of native protocol v1 that a device needs (docs/protocol.md §3).
#pragma once

#include <cstdint>
#include <string_view>

namespace bridge {

constexpr std::string_view kSubprotocol = "gamebridge.v1+msgpack";
constexpr std::string_view kWebSocketPath = "/v1";
constexpr std::string_view kAuthMethod = "scram-sha-256";

constexpr std::uint16_t kCloseNormal = 1000;
constexpr std::uint16_t kCloseGoingAway = 1001;
constexpr std::uint16_t kCloseWsTooBig = 1009;
constexpr std::uint16_t kCloseBadMessage = 4400;
constexpr std::uint16_t kCloseUnauthenticated = 4401;
constexpr std::uint16_t kCloseForbidden = 4403;
constexpr std::uint16_t kCloseSilent = 4408;
constexpr std::uint16_t kCloseReplaced = 4409;
constexpr std::uint16_t kCloseTooBig = 4413;
constexpr std::uint16_t kCloseVersion = 4426;
constexpr std::uint16_t kCloseRate = 4429;
constexpr std::uint16_t kCloseDraining = 4503;

// Text that a bridge may send to a device.
constexpr std::size_t kMaxReceivedText = 8192;
// A hello is refused above this, so the features have to fit.
constexpr std::size_t kMaxHelloBytes = 4096;
constexpr std::size_t kMaxFeatures = 64;
constexpr std::size_t kNonceBytes = 16;
constexpr std::size_t kNonceLetters = 2 * kNonceBytes;
constexpr std::size_t kMaxCallId = 64;
constexpr std::size_t kMaxArguments = 32;

constexpr std::int64_t kSecond = 1000000;
constexpr std::int64_t kSyncIntervalUs = 30 * kSecond;
constexpr std::int64_t kPingIntervalUs = 10 * kSecond;
// Boards and bridges stop for a while at times; 20 s is the least that works.
constexpr std::int64_t kSilenceUs = 25 * kSecond;

}  // namespace bridge
