// The DNS of a network that is one page: every name is here. Phones find out by it that the
// network wants to be talked to before it works.
#pragma once

#include <string_view>

#include "bridge/ports/bytes.hpp"

namespace bridge {

constexpr std::uint16_t kDnsPort = 53;
constexpr std::size_t kMaxDnsMessage = 512;

/// Writes the answer to a query for an address: `address` for IPv4, nothing for any other
/// kind. Returns its length; 0 for what is no query with one question. `into` may be the
/// memory of the query.
[[nodiscard]] std::size_t put_portal_dns_answer(Bytes query, std::string_view address, Room into);

}  // namespace bridge
