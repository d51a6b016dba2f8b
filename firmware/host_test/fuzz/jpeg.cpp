// Whatever a camera delivers.
#include <cstdlib>
#include <cstring>

#include "bridge/frame_gate.hpp"

using namespace bridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static std::uint8_t room[4096];
    Frame frame;
    frame.jpeg = {room, size < sizeof room ? size : sizeof room};
    std::memcpy(room, data, frame.jpeg.size);
    frame.width_px = 16;
    frame.height_px = 16;
    const std::size_t before = frame.jpeg.size;
    FrameGate gate;
    if (gate.judge(frame) == GateVerdict::good && frame.jpeg.size > before) std::abort();
    return 0;
}
