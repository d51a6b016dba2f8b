// WebSocket frames: whole and byte by byte the same events, and nothing after a fault.
#include <cstdlib>

#include "bridge/ws_reader.hpp"

using namespace bridge;

namespace {

/// A checksum of all events.
std::uint64_t events(Bytes input, std::size_t step) {
    static std::uint8_t room[512];
    WsReader reader(room_in(room));
    std::uint64_t sum = 0;
    while (!input.empty()) {
        Bytes part = input.first(step);
        input = input.from(part.size);
        while (true) {
            const WsEvent event = reader.take(part);
            if (event.kind == WsEventKind::none) break;
            sum = sum * 31 + static_cast<std::uint64_t>(event.kind) * 65536 + event.code;
            for (std::size_t i = 0; i < event.payload.size; ++i) sum = sum * 31 + event.payload[i];
        }
    }
    return sum;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (events({data, size}, size) != events({data, size}, 1)) std::abort();
    return 0;
}
