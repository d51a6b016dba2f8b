/* Calls onto the stack's own task. */
#pragma once

#include "lwip/err.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef void (*tcpip_callback_fn)(void* argument);

err_t tcpip_try_callback(tcpip_callback_fn function, void* argument);

#ifdef __cplusplus
}
#endif
