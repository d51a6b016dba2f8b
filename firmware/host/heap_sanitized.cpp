// AddressSanitizer has a heap of its own, of which mallinfo knows nothing.
#include <cstddef>

#include "heap.hpp"

// A part of the sanitizers' public interface; g++ comes without its header.
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();

std::int64_t heap_bytes() {
    return static_cast<std::int64_t>(__sanitizer_get_current_allocated_bytes());
}
