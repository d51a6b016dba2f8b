// Whatever a network multicasts.
#include "bridge/dns_sd.hpp"

using namespace bridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    (void)read_bridge_answer({data, size}, "10.0.0.9");
    return 0;
}
