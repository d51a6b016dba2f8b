// A device's side of native protocol v1, for one session, without I/O.
//
// Theory of operation. The device speaks first (`begin`), proves its key when it has one,
// and is ready with the welcome. Whatever a later bridge adds is passed over; only what is
// no message at all, or a bridge that cannot prove that it knows our key, ends the session.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/clock_sync.hpp"
#include "bridge/device_messages.hpp"
#include "bridge/key_text.hpp"
#include "bridge/message_form.hpp"
#include "bridge/ports/random.hpp"
#include "bridge/proof.hpp"
#include "bridge/protocol.hpp"

namespace bridge {

/// Who this device is. Key and token are secrets: they go in and never out.
struct Identity {
    IdText id;
    FixedText<48> name;
    KeyText key;          ///< Empty: no proof, which only loopback is admitted with.
    FixedText<48> token;  ///< For a hub of another system that shares one with its devices.
    FixedText<64> sdk;
    FixedText<64> boot;  ///< Changes when the device starts anew.
};

struct Event {
    enum class Kind : std::uint8_t {
        nothing,
        reply,    ///< The answer that was written has to be sent.
        ready,    ///< Welcome; the session began.
        message,  ///< `op` and `view` are for the caller.
        synced,   ///< One exchange more.
        fault,    ///< Passed over; `code` says why.
        closed,   ///< The session is over: close with `close_code`.
    };

    Kind kind = Kind::nothing;
    Op op = Op::unknown;
    JsonView view;  ///< Within the received text.
    std::string_view code;
    std::uint16_t close_code = 0;
};

class Conversation {
  public:
    enum class State : std::uint8_t { fresh, hello, proof, ready, closed };

    Conversation(const Identity& identity, ClockSync& clock) : identity_(identity), clock_(clock) {}

    /// Forgets the session, for the next connection.
    void reset();
    /// Writes the hello.
    void begin(TextWriter& out, Random& random, const FeatureList* features);
    /// Writes a question for the time; allowed at any moment after `begin`.
    void put_question(TextWriter& out, std::int64_t now_us);
    /// Reads a text message; an answer that is due is written to `reply`.
    Event receive_text(std::string_view text, std::int64_t now_us, TextWriter& reply);
    Event receive_binary(Bytes message);

    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] std::int64_t idle_timeout_us() const { return idle_timeout_us_; }

  private:
    static constexpr std::size_t kOpenQuestions = 8;

    Event answer_challenge(JsonView challenge, TextWriter& reply);
    Event enter(JsonView welcome);
    Event finish_exchange(JsonView sync, std::int64_t now_us);
    Event end(std::string_view code, std::uint16_t close_code);
    [[nodiscard]] bool is_genuine(JsonView welcome) const;

    const Identity& identity_;
    ClockSync& clock_;
    State state_ = State::fresh;
    FixedText<kNonceLetters> nonce_;
    AuthMessage auth_message_;
    // Questions without an answer yet; the oldest is given up for a newer one.
    std::int64_t open_[kOpenQuestions] = {};
    std::size_t open_count_ = 0;
    std::int64_t idle_timeout_us_ = kSilenceUs;
};

}  // namespace bridge
