/* Serial ports. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "esp_err.h"
#include "freertos/FreeRTOS.h"
#include "freertos/queue.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { UART_NUM_0 } uart_port_t;

esp_err_t uart_driver_install(uart_port_t port, int rx_size, int tx_size, int queue_size,
                              QueueHandle_t* queue, int interrupt_flags);
int uart_read_bytes(uart_port_t port, void* buffer, uint32_t size, TickType_t ticks);
int uart_write_bytes(uart_port_t port, const void* bytes, size_t size);
esp_err_t uart_get_tx_buffer_free_size(uart_port_t port, size_t* size);

#ifdef __cplusplus
}
#endif
