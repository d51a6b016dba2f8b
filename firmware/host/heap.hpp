// How much memory this program holds; what a soak shows to be flat.
#pragma once

#include <cstdint>

[[nodiscard]] std::int64_t heap_bytes();
