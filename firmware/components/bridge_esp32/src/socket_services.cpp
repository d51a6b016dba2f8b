#include "bridge/esp32/socket_services.hpp"

#include "lwip/sockets.h"

namespace bridge::esp32 {

bool SocketStreamService::listen(std::uint16_t port) {
    close();
    descriptor_ = open_at(SOCK_STREAM, port);
    return descriptor_ >= 0 && ::listen(descriptor_, 4) == 0;
}

ByteStream* SocketStreamService::accept() {
    if (descriptor_ < 0) return nullptr;
    const int connection = ::accept(descriptor_, nullptr, nullptr);
    if (connection < 0) return nullptr;
    stream_.adopt(connection);
    return make_non_blocking(connection) ? &stream_ : nullptr;
}

void SocketStreamService::close() {
    stream_.close();
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
}

bool SocketDatagramService::listen(std::uint16_t port) {
    close();
    descriptor_ = open_at(SOCK_DGRAM, port);
    return descriptor_ >= 0;
}

std::size_t SocketDatagramService::receive(Room into) {
    if (descriptor_ < 0) return 0;
    sockaddr_in asker = {};
    socklen_t size = sizeof asker;
    const ssize_t result =
        recvfrom(descriptor_, into.data, into.size, 0, reinterpret_cast<sockaddr*>(&asker), &size);
    if (result <= 0) return 0;
    asker_address_ = asker.sin_addr.s_addr;
    asker_port_ = asker.sin_port;
    return static_cast<std::size_t>(result);
}

void SocketDatagramService::answer(Bytes bytes) {
    sockaddr_in to = {};
    to.sin_family = AF_INET;
    to.sin_port = asker_port_;
    to.sin_addr.s_addr = asker_address_;
    // Whoever asked asks again when the answer is lost.
    (void)sendto(descriptor_, bytes.data, bytes.size, 0, reinterpret_cast<const sockaddr*>(&to),
                 sizeof to);
}

void SocketDatagramService::close() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
}

}  // namespace bridge::esp32
