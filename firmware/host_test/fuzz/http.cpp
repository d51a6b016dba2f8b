// Answers over HTTP: whole and byte by byte the same, within the buffer.
#include <cstdlib>

#include "bridge/http_client.hpp"

using namespace bridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static std::uint8_t rooms[2][512];
    HttpAnswer whole(room_in(rooms[0]));
    HttpAnswer parts(room_in(rooms[1]));
    const std::size_t taken = whole.feed({data, size});
    std::size_t by_byte = 0;
    for (std::size_t i = 0; i < size; ++i) by_byte += parts.feed({data + i, 1});
    whole.end_of_stream();
    parts.end_of_stream();
    if (whole.state() != parts.state()) std::abort();
    if (whole.state() != HttpAnswer::State::done) return 0;
    if (taken != by_byte || whole.body().size != parts.body().size) std::abort();
    (void)whole.head().retry_after_ms();
    return 0;
}
