/* Tasks. */
#pragma once

#include "freertos/FreeRTOS.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tskTaskControlBlock* TaskHandle_t;
typedef void (*TaskFunction_t)(void* argument);

BaseType_t xTaskCreatePinnedToCore(TaskFunction_t function, const char* name, const uint32_t stack,
                                   void* argument, UBaseType_t priority, TaskHandle_t* handle,
                                   const BaseType_t core);
void vTaskDelay(const TickType_t ticks);

#ifdef __cplusplus
}
#endif
