// Proving the key with a request: the bridge's nonce, and a count that rises with each use
// (docs/protocol.md §11.2).
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/conversation.hpp"
#include "bridge/http_head.hpp"
#include "bridge/ports/bytes.hpp"
#include "bridge/text_writer.hpp"

namespace bridge {

class HttpProof {
  public:
    /// Takes the nonce out of a 401; false when there is none.
    bool take_challenge(const HttpHead& head);
    [[nodiscard]] bool is_known() const { return !nonce_.empty(); }
    /// Writes the header for the next request with this nonce.
    void put_header(TextWriter& out, const Identity& identity, std::string_view method,
                    std::string_view path, Bytes body);

  private:
    // Bridges know a nonce by itself, not by the connection, so it outlives these.
    FixedText<kNonceLetters> nonce_;
    std::int64_t count_ = 0;
};

}  // namespace bridge
