#include "faulty_network.hpp"

#include <arpa/inet.h>

#include <algorithm>

using namespace bridge;

namespace {

// What a chip's TCP takes before it notices that nothing is acknowledged.
constexpr std::size_t kSendBuffer = 32768;
constexpr std::int64_t kJoinUs = 20000;

}  // namespace

void FaultyStream::renew() {
    is_half_open_ = false;
    swallowed_ = 0;
    credit_bytes_ = 0;
    credited_us_ = faults_.time().now_us();
}

/// How many bytes the network takes now.
std::size_t FaultyStream::allowance() {
    if (faults_.has(WishKind::stall)) return 0;
    std::size_t most = SIZE_MAX;
    if (faults_.has(WishKind::short_writes)) {
        most = static_cast<std::size_t>(faults_.number(WishKind::short_writes));
    }
    const std::int64_t now_us = faults_.time().now_us();
    if (faults_.has(WishKind::slow)) {
        const auto rate = static_cast<double>(faults_.number(WishKind::slow));
        credit_bytes_ += rate * static_cast<double>(now_us - credited_us_) / 1e6;
        // A quiet link does not save up more than a tenth of a second.
        credit_bytes_ = std::min(credit_bytes_, std::max(rate / 10, 1.0));
        most = std::min(most, static_cast<std::size_t>(credit_bytes_));
    }
    credited_us_ = now_us;
    return most;
}

Moved FaultyStream::write(const Bytes* parts, std::size_t count) {
    std::size_t left = allowance();
    if (is_half_open_) left = std::min(left, kSendBuffer - swallowed_);
    Bytes some[4];
    std::size_t total = 0;
    count = std::min<std::size_t>(count, 4);
    for (std::size_t i = 0; i < count; ++i) {
        some[i] = parts[i].first(left);
        left -= some[i].size;
        total += some[i].size;
    }
    if (total == 0) return {};
    if (is_half_open_) {
        swallowed_ += total;
        return {total, false};
    }
    const Moved moved = stream_.write(some, count);
    if (faults_.has(WishKind::slow)) credit_bytes_ -= static_cast<double>(moved.bytes);
    return moved;
}

Moved FaultyStream::read(Room into) {
    if (is_half_open_ || faults_.has(WishKind::stall)) return {};
    return stream_.read(into);
}

void FaultyDialer::dial(std::string_view host, std::uint16_t port) {
    hang_up();
    in_addr address = {};
    const bool is_name = inet_pton(AF_INET, std::string(host).c_str(), &address) != 1;
    const bool is_lost = faults_.has(WishKind::dead_dns) && is_name;
    if (faults_.has(WishKind::refuse) || is_lost) {
        pretence_ = Pretence::failed;
    } else if (faults_.has(WishKind::no_route)) {
        pretence_ = Pretence::dialing;
    } else {
        pretence_ = Pretence::none;
        stream_.renew();
        dialer_.dial(host, port);
    }
}

void FaultyDialer::listen(std::uint16_t port) {
    hang_up();
    pretence_ = Pretence::none;
    stream_.renew();
    dialer_.listen(port);
}

DialState FaultyDialer::state() {
    switch (pretence_) {
        case Pretence::failed: return DialState::failed;
        case Pretence::dialing: return DialState::dialing;
        case Pretence::none: break;
    }
    return dialer_.state();
}

void FaultyDialer::hang_up() {
    dialer_.hang_up();
    pretence_ = Pretence::failed;
}

void ScriptedWifi::join(std::string_view name, std::string_view password) {
    current_ = {WifiState::joining, WifiFailure::none};
    joined_at_us_ = faults_.time().now_us() + kJoinUs;
    if (faults_.has(WishKind::no_network) || name != "virtual") {
        current_ = {WifiState::down, WifiFailure::not_found};
    } else if (faults_.has(WishKind::wrong_password) || password != "virtual") {
        current_ = {WifiState::down, WifiFailure::wrong_password};
    }
}

WifiReport ScriptedWifi::report() {
    if (current_.state == WifiState::joining && faults_.time().now_us() >= joined_at_us_) {
        current_.state = WifiState::up;
    }
    return current_;
}

void ScriptedWifi::lose() {
    if (current_.state != WifiState::down) current_ = {WifiState::down, WifiFailure::lost};
}
