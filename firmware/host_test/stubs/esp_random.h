/* Random numbers, from noise while the radio is on. */
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

void esp_fill_random(void* buffer, size_t size);

#ifdef __cplusplus
}
#endif
