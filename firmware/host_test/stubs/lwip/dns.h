/* Names to addresses; only on the stack's own task. */
#pragma once

#include "lwip/err.h"
#include "lwip/ip_addr.h"

#ifdef __cplusplus
extern "C" {
#endif

#define LWIP_DNS_ADDRTYPE_IPV4 0

typedef void (*dns_found_callback)(const char* name, const ip_addr_t* address, void* argument);

err_t dns_gethostbyname_addrtype(const char* name, ip_addr_t* address, dns_found_callback found,
                                 void* argument, uint8_t type);

#ifdef __cplusplus
}
#endif
