#include "bridge/esp32/socket_stream.hpp"

#include <cerrno>

#include "lwip/sockets.h"

namespace bridge::esp32 {

namespace {

// The core gives a head and a payload, and never more than this.
constexpr std::size_t kMaxParts = 4;

Moved moved_from(ssize_t result) {
    Moved moved;
    if (result > 0) moved.bytes = static_cast<std::size_t>(result);
    moved.is_broken = result < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR;
    return moved;
}

#ifdef MSG_NOSIGNAL
constexpr int kSendFlags = MSG_NOSIGNAL;
#else
constexpr int kSendFlags = 0;
#endif

}  // namespace

bool make_non_blocking(int descriptor) {
    if (descriptor < 0) return false;
    const int flags = fcntl(descriptor, F_GETFL, 0);
    return flags >= 0 && fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) >= 0;
}

void SocketStream::adopt(int descriptor) {
    close();
    descriptor_ = descriptor;
}

void SocketStream::close() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
    wants_room_ = false;
}

Moved SocketStream::write(const Bytes* parts, std::size_t count) {
    if (descriptor_ < 0) return {0, true};
    iovec vectors[kMaxParts] = {};
    msghdr message = {};
    message.msg_iov = vectors;
    std::size_t used = 0;
    std::size_t total = 0;
    for (std::size_t i = 0; i < count && used < kMaxParts; ++i) {
        // The stack takes an empty part for a fault.
        if (parts[i].empty()) continue;
        vectors[used].iov_base = const_cast<std::uint8_t*>(parts[i].data);
        vectors[used].iov_len = parts[i].size;
        total += parts[i].size;
        ++used;
    }
    if (used == 0) return {};
    message.msg_iovlen = static_cast<decltype(message.msg_iovlen)>(used);
    const Moved moved = moved_from(sendmsg(descriptor_, &message, kSendFlags));
    wants_room_ = !moved.is_broken && moved.bytes < total;
    return moved;
}

Moved SocketStream::read(Room into) {
    if (descriptor_ < 0) return {0, true};
    const ssize_t result = recv(descriptor_, into.data, into.size, 0);
    Moved moved = moved_from(result);
    if (result == 0 && into.size != 0) moved.is_broken = true;
    return moved;
}

int open_at(int kind, std::uint16_t port) {
    const int descriptor = socket(AF_INET, kind, 0);
    if (descriptor < 0) return -1;
    // Who opens again soon finds the port still in use otherwise.
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

}  // namespace bridge::esp32
