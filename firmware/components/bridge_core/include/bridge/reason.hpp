// Where the device is on its way to the bridge, and why it is not further: one word for
// machines, one sentence with the remedy for people.
#pragma once

#include <cstdint>
#include <string_view>

namespace bridge {

enum class Stage : std::uint8_t {
    unprovisioned,
    joining,
    locating,
    dialing,
    opening,  ///< The WebSocket's handshake.
    greeting,
    synchronising,
    streaming,
    pairing,
    waiting,
    refused,  ///< Waiting too, but for a person.
    closing,
    listening,  ///< For whoever asks for pictures, as the personality capture81 does.
};

enum class Reason : std::uint8_t {
    none,
    no_network_known,
    wrong_password,
    network_not_found,
    network_lost,
    no_bridge_found,
    unreachable,
    no_answer,
    not_a_bridge,
    not_authenticated,
    false_bridge,
    forbidden,
    replaced,
    version,
    busy,
    bad_message,
    too_big,
    silent,
    stalled,
    connection_lost,
    closed_by_bridge,
    asked_to_close,
    token_refused,
    cannot_listen,
};

[[nodiscard]] std::string_view name_of(Stage stage);
[[nodiscard]] std::string_view name_of(Reason reason);
/// What a person can do about it.
[[nodiscard]] std::string_view remedy_of(Reason reason);
/// The reason that a close code, or the status of an answer over HTTP, stands for.
[[nodiscard]] Reason reason_of_close(std::uint16_t code);
[[nodiscard]] Reason reason_of_status(int status);
/// The close code that asks for the same patience as this status.
[[nodiscard]] std::uint16_t close_code_of_status(int status);

}  // namespace bridge
