// The virtual device: our firmware's core on a PC. `--help` has everything.
#include <cstdio>
#include <memory>
#include <stdexcept>

#include "program.hpp"

int main(int argc, char** argv) {
    try {
        const Options options = read_options(argc, argv);
        if (options.wants_help) {
            std::fputs(usage().c_str(), stdout);
            return 0;
        }
        std::FILE* events = options.log.empty() ? stdout : std::fopen(options.log.c_str(), "w");
        if (events == nullptr)
            throw std::runtime_error("--log " + options.log + ": cannot be written");
        // The device is too large for a stack that others may have made small.
        std::make_unique<Program>(options, events)->run();
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "virtual_device: %s\n", error.what());
        return 2;
    }
}
