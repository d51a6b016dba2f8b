#include "bridge/esp32/socket_services.hpp"

#include "lwip/sockets.h"

namespace bridge::esp32 {

namespace {

/// A socket that does not wait, at this port of every interface; -1 when it is taken.
int open_at(int kind, std::uint16_t port) {
    const int descriptor = socket(AF_INET, kind, 0);
    if (descriptor < 0) return -1;
    // A portal that opens again soon finds its port still in use otherwise.
    const int one = 1;
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    sockaddr_in where = {};
    where.sin_family = AF_INET;
    where.sin_port = htons(port);
    where.sin_addr.s_addr = INADDR_ANY;
    const bool is_bound =
        bind(descriptor, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0;
    if (is_bound && make_non_blocking(descriptor)) return descriptor;
    ::close(descriptor);
    return -1;
}

}  // namespace

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
