/* Descriptors that one task wakes another one's select with. */
#pragma once

#include <stddef.h>

#include "esp_err.h"

#ifdef __linux__
#include <sys/eventfd.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    size_t max_fds;
} esp_vfs_eventfd_config_t;

esp_err_t esp_vfs_eventfd_register(const esp_vfs_eventfd_config_t* config);
#ifndef __linux__
int eventfd(unsigned int initval, int flags);
#endif

#ifdef __cplusplus
}
#endif
