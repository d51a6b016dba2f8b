// The console's grammar and its help, from one table. It says what a line asks for; doing it
// is for whoever has the parts. Passwords and keys are read here and never written back.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/ports/camera.hpp"
#include "bridge/text_writer.hpp"

namespace bridge {

enum class ConsoleVerb : std::uint8_t {
    nothing,  ///< An empty line.
    unknown,
    help,
    status,
    wifi_list,
    wifi_add,
    wifi_forget,
    wifi_clear,
    bridge_set,
    bridge_discover,
    bridge_pair,
    bridge_key,
    bridge_token,
    bridge_forget,
    cam_list,
    cam_get,
    cam_set,
    snapshot,
    stream_start,
    stream_stop,
    stream_set_host,
    stream_set_port,
    health,
    log,
    reboot,
    factory_reset,
};

struct ConsoleCommand {
    static constexpr std::size_t kMaxArguments = 4;

    ConsoleVerb verb = ConsoleVerb::nothing;
    std::string_view arguments[kMaxArguments];  ///< Within the line, without their quotes.
    std::size_t argument_count = 0;
};

/// Reads a line; an unknown or incomplete one writes what would have been right.
[[nodiscard]] ConsoleCommand read_console_line(std::string_view line, TextWriter& complaint);

/// Writes one line per command, or about one setting.
void put_console_help(TextWriter& out, std::string_view word, SensorModel sensor);

}  // namespace bridge
