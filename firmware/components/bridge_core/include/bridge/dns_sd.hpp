// Finding a bridge by DNS-SD (RFC 6763) over multicast DNS (RFC 6762), as a client that
// asks once and is answered directly (§5.1): no responder, no cache.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/ports/bytes.hpp"
#include "bridge/text_writer.hpp"

namespace bridge {

constexpr std::uint16_t kMdnsPort = 5353;
constexpr std::string_view kMdnsAddress = "224.0.0.251";
constexpr std::string_view kBroadcastAddress = "255.255.255.255";
constexpr std::string_view kBridgeService = "_gamebridge._tcp.local";
constexpr std::size_t kMaxDatagram = 1472;

struct BridgeAddress {
    FixedText<64> host;
    std::uint16_t port = 0;
    [[nodiscard]] bool is_known() const { return !host.empty() && port != 0; }
};

/// Writes the question for bridges; returns its length.
[[nodiscard]] std::size_t put_bridge_query(std::uint16_t id, Room into);

/// Reads an answer. The address is one in it for the bridge's host, the sender's if that is
/// among them: a machine with several addresses is reached by the one that it answered from.
[[nodiscard]] BridgeAddress read_bridge_answer(Bytes answer, std::string_view sender);

}  // namespace bridge
