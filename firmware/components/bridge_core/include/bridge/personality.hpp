// How the firmware speaks to a server of another system that takes cameras by WebSocket.
//
// A personality says what is sent and understands what is heard; it knows no socket and no
// frame. Who it is stands in its own file, one per system. What its system cannot say is not
// said, and nothing is made up for it.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/cargo.hpp"
#include "bridge/conversation.hpp"
#include "bridge/reason.hpp"

namespace bridge {

/// In the order of the setting `personality`.
enum class PersonalityKind : std::uint8_t { native, s3cam, gostream, capture81, taghub };

/// Where bridges, or servers of another system, listen when nobody says otherwise; for
/// capture81, where the device does.
[[nodiscard]] std::uint16_t usual_port(PersonalityKind kind);

/// One message of those that a picture is sent as.
struct PictureStep {
    enum class Kind : std::uint8_t { done, text, binary };
    Kind kind = Kind::done;
    Room part;  ///< Of the picture, for a binary message; a text is written by whoever is asked.
};

class Personality {
  public:
    virtual ~Personality() = default;
    /// Of the WebSocket at the server.
    [[nodiscard]] virtual std::string_view path() const = 0;
    /// A connection is open.
    virtual void begin(std::int64_t now_us) = 0;
    /// True when the server lets pictures in.
    [[nodiscard]] virtual bool is_admitted() const { return true; }
    /// Why the server does not want this device; `none` while it does.
    [[nodiscard]] virtual Reason refusal() const { return Reason::none; }
    virtual void take_text(std::string_view text, std::int64_t now_us) = 0;
    /// Writes what is to be said next; false when there is nothing.
    virtual bool put_next_text(TextWriter& out, std::int64_t now_us) = 0;
    [[nodiscard]] virtual bool has_text(std::int64_t now_us) const = 0;
    /// Returns the step with this number, from 0, of sending a picture.
    virtual PictureStep step_of(const Frame& frame, std::size_t number, TextWriter& out) = 0;
};

}  // namespace bridge
