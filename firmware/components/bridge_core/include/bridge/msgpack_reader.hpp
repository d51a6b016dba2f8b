// MessagePack without a tree: one token after the other, within the protocol's limits.
//
// Extension types are refused anywhere, `bin` too: no value towards a device has any.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/ports/bytes.hpp"

namespace bridge {

enum class TokenKind : std::uint8_t { fault, null, boolean, integer, real, text, array, map };

struct Token {
    TokenKind kind = TokenKind::fault;
    bool is_true = false;
    std::int64_t integer = 0;
    std::size_t count = 0;  ///< Items of an array, pairs of a map.
    std::string_view text;  ///< Within the message.
};

class MsgpackReader {
  public:
    explicit MsgpackReader(Bytes bytes) : bytes_(bytes) {}

    Token next();
    /// Passes over one whole value; false when it is broken or nested too deeply.
    bool skip();
    [[nodiscard]] std::size_t position() const { return at_; }
    [[nodiscard]] bool at_end() const { return at_ == bytes_.size; }

  private:
    bool take(std::size_t count, Bytes& out);
    Token integer_of(std::uint8_t code);
    Token text_of(std::size_t size);
    Token container_of(TokenKind kind, std::uint64_t count);
    Token sized(std::uint8_t code);
    Token real_of(std::size_t width);

    Bytes bytes_;
    std::size_t at_ = 0;
};

/// True when `bytes` are one map with text keys and nothing else: the value of a sample.
[[nodiscard]] bool is_sound_value(Bytes bytes);

}  // namespace bridge
