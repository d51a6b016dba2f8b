// The opening of a WebSocket (RFC 6455 §4), as a client, and what a server needs of it.
#pragma once

#include <string_view>

#include "bridge/http_head.hpp"
#include "bridge/text_writer.hpp"

namespace bridge {

// Base64 of 16 random bytes.
using WsKey = FixedText<24>;

[[nodiscard]] WsKey ws_key_from(Bytes sixteen_random_bytes);

struct WsOpening {
    std::string_view host;
    std::uint16_t port = 80;
    std::string_view path = "/v1";
    std::string_view protocol;  ///< Subprotocol to ask for; may be empty.
};

void put_upgrade_request(TextWriter& out, const WsOpening& opening, const WsKey& key);

/// True when the answer is a 101 to this very request, and with a subprotocol that was asked
/// for or none.
[[nodiscard]] bool is_upgrade_accepted(const HttpHead& head, const WsKey& key,
                                       std::string_view protocol);

/// Writes what answers a key: Sec-WebSocket-Accept.
void put_ws_accept(TextWriter& out, std::string_view key);

/// What a client asked for; the key is empty when it is no request for a WebSocket.
struct WsAsked {
    std::string_view key;
    bool has_protocol = false;
};

[[nodiscard]] WsAsked read_upgrade_request(const HttpHead& head);

}  // namespace bridge
