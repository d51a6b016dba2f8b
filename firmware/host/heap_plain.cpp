#include <malloc.h>

#include "heap.hpp"

std::int64_t heap_bytes() {
    const struct mallinfo2 info = mallinfo2();
    return static_cast<std::int64_t>(info.uordblks + info.hblkhd);
}
