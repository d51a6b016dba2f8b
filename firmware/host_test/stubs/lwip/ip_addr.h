/* Addresses as the stack has them. */
#pragma once

#include <stdint.h>

typedef struct {
    uint32_t addr;
} ip4_addr_t;

typedef struct {
    ip4_addr_t ip4;
    uint8_t type;
} ip_addr_t;

#define IPADDR_TYPE_V4 0U
#define IP_IS_V4(address) ((address)->type == IPADDR_TYPE_V4)
#define ip_2_ip4(address) (&(address)->ip4)
#define ip4_addr_get_u32(address) ((address)->addr)
