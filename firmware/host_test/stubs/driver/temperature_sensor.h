/* The temperature inside of the chip, where there is a sensor for it. */
#pragma once

#include "esp_err.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct temperature_sensor_obj_t* temperature_sensor_handle_t;

typedef struct {
    int range_min;
    int range_max;
} temperature_sensor_config_t;

#define TEMPERATURE_SENSOR_CONFIG_DEFAULT(min, max) \
    {                                               \
        min, max                                    \
    }

esp_err_t temperature_sensor_install(const temperature_sensor_config_t* config,
                                     temperature_sensor_handle_t* handle);
esp_err_t temperature_sensor_enable(temperature_sensor_handle_t handle);
esp_err_t temperature_sensor_get_celsius(temperature_sensor_handle_t handle, float* celsius);

#ifdef __cplusplus
}
#endif
