// Proof of identity: SCRAM-SHA-256 with one iteration (docs/protocol.md §10). The key never
// travels; the bridge proves in turn that it knows what belongs to it.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/key_text.hpp"
#include "bridge/sha256.hpp"

namespace bridge {

// "gamebridge.v1,device,<32>,<32>,<32>"; by HTTP, a method, a path and a digest too.
using AuthMessage = FixedText<128>;
using HttpAuthMessage = FixedText<320>;

struct HttpClaim {
    std::string_view id;
    std::string_view nonce;
    std::int64_t count = 1;
    std::string_view method;
    std::string_view path;
    Digest body;  ///< SHA-256 of the body.
};

[[nodiscard]] AuthMessage websocket_auth_message(std::string_view role, std::string_view id,
                                                 std::string_view peer_nonce,
                                                 std::string_view bridge_nonce);
/// Empty when it does not fit, which no path of this firmware is long enough for.
[[nodiscard]] HttpAuthMessage http_auth_message(const HttpClaim& claim);

[[nodiscard]] Digest prove(std::string_view key, std::string_view auth_message);
[[nodiscard]] Digest server_proof(std::string_view key, std::string_view auth_message);

}  // namespace bridge
