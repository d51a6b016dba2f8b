// How a device gets its key: both sides show the same six digits, a person compares them,
// and the key is derived on both sides and never travels.
//
// Theory of operation. The device commits itself to a public key and a nonce, the bridge
// answers with its own, and only then does the device reveal what it committed to. So nobody
// in between can choose keys until the digits agree; a guess succeeds once in a million.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/http_client.hpp"
#include "bridge/key_text.hpp"
#include "bridge/ports/random.hpp"
#include "bridge/sha256.hpp"
#include "bridge/x25519.hpp"

namespace bridge {

class Pairing {
  public:
    enum class State : std::uint8_t {
        asking,
        revealing,
        waiting,
        approved,
        refused,
        expired,
        failed
    };

    /// Begins anew with fresh secrets.
    void begin(std::string_view id, std::string_view name, Random& random);
    /// Lets go of everything, secrets included.
    void forget();
    /// Writes the next request, head and body, for this bridge.
    void put_request(TextWriter& out, std::string_view host, std::uint16_t port) const;
    /// Takes the answer to it. What is neither as expected nor a refusal fails.
    void take_answer(const HttpHead& head, Bytes body);

    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] bool is_over() const { return state_ >= State::approved; }
    /// The six digits, "482 913", once both sides know them.
    [[nodiscard]] std::string_view code() const { return code_.view(); }
    /// The key, when approved. Its id may be another than was asked for, if that was taken.
    [[nodiscard]] std::string_view key() const {
        return state_ == State::approved ? key_.view() : std::string_view{};
    }
    [[nodiscard]] std::string_view problem() const { return problem_.view(); }

  private:
    void take_pairing(std::string_view body);
    void take_state(std::string_view body);
    void derive();
    void put_body(TextWriter& body) const;
    [[nodiscard]] Digest commitment() const;
    [[nodiscard]] Digest transcript() const;
    void fail(std::string_view problem);

    State state_ = State::failed;
    IdText id_;
    FixedText<48> name_;
    FixedText<64> pairing_;
    Curve25519Bytes secret_ = {};
    Curve25519Bytes public_ = {};
    std::uint8_t nonce_[16] = {};
    Curve25519Bytes bridge_public_ = {};
    std::uint8_t bridge_nonce_[16] = {};
    Digest shared_ = {};  ///< What the key is made of.
    FixedText<8> code_;
    KeyText key_;
    FixedText<80> problem_;
};

}  // namespace bridge
