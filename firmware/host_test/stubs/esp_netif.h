/* Network interfaces. */
#pragma once

#include "esp_err.h"
#include "esp_event.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct esp_netif_obj esp_netif_t;

typedef enum {
    IP_EVENT_STA_GOT_IP,
    IP_EVENT_STA_LOST_IP,
} ip_event_t;

extern esp_event_base_t const IP_EVENT;

esp_err_t esp_netif_init(void);
esp_err_t esp_netif_set_hostname(esp_netif_t* netif, const char* name);

#ifdef __cplusplus
}
#endif
