#include "bridge/esp32/name_lookup.hpp"

#include <cstring>

#include "lwip/dns.h"
#include "lwip/sockets.h"
#include "lwip/tcpip.h"

namespace bridge::esp32 {

void NameLookup::ask(std::string_view name) {
    char text[kMaxName + 1] = {};
    state_ = LookupState::failed;
    if (name.empty() || name.size() > kMaxName) return;
    std::memcpy(text, name.data(), name.size());
    in_addr number = {};
    if (inet_pton(AF_INET, text, &number) == 1) {
        address_ = number.s_addr;
        state_ = LookupState::found;
        return;
    }
    if (stack_state_.load() == LookupState::asking) return;
    std::memcpy(name_, text, sizeof name_);
    stack_state_.store(LookupState::asking);
    if (tcpip_try_callback(&NameLookup::ask_on_stack, this) != ERR_OK) return finish(0);
    state_ = LookupState::asking;
}

LookupState NameLookup::state() {
    if (state_ == LookupState::asking) {
        state_ = stack_state_.load();
        address_ = stack_address_.load();
    }
    return state_;
}

/// Runs on the stack's task, as its functions demand.
void NameLookup::ask_on_stack(void* argument) {
    auto* lookup = static_cast<NameLookup*>(argument);
    const auto found = [](const char*, const ip_addr_t* address, void* that) {
        const bool is_usable = address != nullptr && IP_IS_V4(address);
        static_cast<NameLookup*>(that)->finish(is_usable ? ip4_addr_get_u32(ip_2_ip4(address)) : 0);
    };
    ip_addr_t address = {};
    const err_t result =
        dns_gethostbyname_addrtype(lookup->name_, &address, found, lookup, LWIP_DNS_ADDRTYPE_IPV4);
    // With an answer at hand the stack gives it here and calls nobody back.
    if (result == ERR_OK) found(lookup->name_, &address, lookup);
    if (result != ERR_OK && result != ERR_INPROGRESS) lookup->finish(0);
}

void NameLookup::finish(std::uint32_t address) {
    stack_address_.store(address);
    stack_state_.store(address != 0 ? LookupState::found : LookupState::failed);
}

}  // namespace bridge::esp32
