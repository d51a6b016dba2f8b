// Our tasks: on which core, how urgent, with how much memory, and why.
//
// Wi-Fi, the network stack and the camera's driver are ESP-IDF's and run on core 0, above
// all of ours. The other core is ours: the loop comes before the task that only waits for
// pictures, or encodes them, which can take a tenth of a second.
#pragma once

#include <cstdint>

namespace bridge::esp32 {

struct TaskRow {
    const char* name;
    std::uint32_t stack_bytes;
    unsigned priority;
    int core;
};

/// The core's loop, its sockets and the console. No function of the core needs more than
/// 512 bytes of this stack; the network stack's calls need some 2 KB.
constexpr TaskRow kLoopTask{"gamebridge", 8192, 6, 1};
/// Waits for the driver. The JPEG encoder keeps its tables on the heap.
constexpr TaskRow kCaptureTask{"capture", 6144, 5, 1};

}  // namespace bridge::esp32
