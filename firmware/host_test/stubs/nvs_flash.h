/* Partitions with values. */
#pragma once

#include "esp_err.h"
#include "nvs.h"

#ifdef __cplusplus
extern "C" {
#endif

#define NVS_DEFAULT_PART_NAME "nvs"

esp_err_t nvs_flash_init_partition(const char* partition);
esp_err_t nvs_flash_deinit_partition(const char* partition);
esp_err_t nvs_flash_erase_partition(const char* partition);

#ifdef __cplusplus
}
#endif
