// Whatever somebody types.
#include "bridge/console.hpp"

using namespace bridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    char room[512];
    TextWriter out(room);
    const ConsoleCommand command = read_console_line(text_from({data, size}), out);
    put_console_help(out, command.arguments[0], SensorModel::ov3660);
    return 0;
}
