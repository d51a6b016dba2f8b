#include "bridge/esp32/socket_datagrams.hpp"

#include <cstring>

#include "bridge/esp32/socket_stream.hpp"
#include "lwip/sockets.h"

namespace bridge::esp32 {

bool SocketDatagrams::open() {
    if (descriptor_ >= 0) return true;
    descriptor_ = socket(AF_INET, SOCK_DGRAM, 0);
    if (!make_non_blocking(descriptor_)) return false;
    const int one = 1;
    setsockopt(descriptor_, SOL_SOCKET, SO_BROADCAST, &one, sizeof one);
    // RFC 6762 §11 wants 255, and the stack takes one byte.
    const std::uint8_t hops = 255;
    setsockopt(descriptor_, IPPROTO_IP, IP_MULTICAST_TTL, &hops, sizeof hops);
    return true;
}

bool SocketDatagrams::send(std::string_view address, std::uint16_t port, Bytes bytes) {
    char text[16] = {};
    if (address.size() >= sizeof text || !open()) return false;
    std::memcpy(text, address.data(), address.size());
    sockaddr_in to = {};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    if (inet_pton(AF_INET, text, &to.sin_addr) != 1) return false;
    const auto* where = reinterpret_cast<const sockaddr*>(&to);
    return sendto(descriptor_, bytes.data, bytes.size, 0, where, sizeof to) >= 0;
}

std::size_t SocketDatagrams::receive(Room into, char (&from)[16]) {
    if (descriptor_ < 0) return 0;
    sockaddr_in sender = {};
    socklen_t size = sizeof sender;
    const ssize_t result =
        recvfrom(descriptor_, into.data, into.size, 0, reinterpret_cast<sockaddr*>(&sender), &size);
    if (result <= 0) return 0;
    inet_ntop(AF_INET, &sender.sin_addr, from, sizeof from);
    return static_cast<std::size_t>(result);
}

void SocketDatagrams::close() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
}

}  // namespace bridge::esp32
