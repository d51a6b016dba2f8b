/* Types and times of the kernel. */
#pragma once

#include <stdint.h>

#include "sdkconfig.h"

typedef int BaseType_t;
typedef unsigned int UBaseType_t;
typedef uint32_t TickType_t;

#define pdFALSE 0
#define pdTRUE 1
#define pdPASS 1
#define portMAX_DELAY 0xffffffffUL
#define configTICK_RATE_HZ CONFIG_FREERTOS_HZ
#define pdMS_TO_TICKS(milliseconds) ((TickType_t)(milliseconds) * configTICK_RATE_HZ / 1000)
#define tskNO_AFFINITY 0x7fffffff

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    uint32_t owner;
    uint32_t count;
} portMUX_TYPE;

#define portMUX_INITIALIZER_UNLOCKED {0, 0}

void stub_enter_critical(portMUX_TYPE* mux);
void stub_exit_critical(portMUX_TYPE* mux);
#define portENTER_CRITICAL(mux) stub_enter_critical(mux)
#define portEXIT_CRITICAL(mux) stub_exit_critical(mux)

#ifdef __cplusplus
}
#endif
