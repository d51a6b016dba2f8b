// Whatever arrives by a serial line, in pieces of any size.
#include <cstdlib>

#include "bridge/improv.hpp"

using namespace bridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    SerialSplitter splitter;
    Bytes rest{data, size};
    std::int64_t now_us = 0;
    while (!rest.empty()) {
        // The first byte of a piece is its length, and how long it took.
        Bytes piece = rest.from(1).first(rest[0]);
        now_us += rest[0] * 8000;
        rest = rest.from(1 + piece.size);
        while (!piece.empty()) {
            const std::size_t before = piece.size;
            const auto found = splitter.take(piece, now_us);
            if (piece.size >= before) std::abort();
            if (found == SerialSplitter::Found::line && splitter.line().empty()) std::abort();
            const ImprovRequest& request = splitter.request();
            if (request.network.size() + request.password.size() > 251) std::abort();
        }
    }
    return 0;
}
