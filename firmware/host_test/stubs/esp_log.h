/* Logging. Formats are checked here, which some releases of ESP-IDF do not do. */
#pragma once

#include <stdarg.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int (*vprintf_like_t)(const char* format, va_list arguments);

vprintf_like_t esp_log_set_vprintf(vprintf_like_t function);

#ifdef __cplusplus
}
#endif
