#include "posix_network.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

using namespace bridge;

namespace {

void make_non_blocking(int descriptor) {
    fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
}

Moved moved_from(ssize_t result) {
    Moved moved;
    if (result > 0) moved.bytes = static_cast<std::size_t>(result);
    moved.is_broken = result < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR;
    return moved;
}

}  // namespace

void PosixStream::adopt(int descriptor) {
    close();
    descriptor_ = descriptor;
}

void PosixStream::close() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
}

void PosixStream::reset() {
    const linger at_once = {1, 0};
    if (descriptor_ >= 0) setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
}

Moved PosixStream::write(const Bytes* parts, std::size_t count) {
    iovec vectors[4];
    msghdr message = {};
    message.msg_iov = vectors;
    for (std::size_t i = 0; i < count && i < 4; ++i) {
        vectors[i].iov_base = const_cast<std::uint8_t*>(parts[i].data);
        vectors[i].iov_len = parts[i].size;
        message.msg_iovlen = i + 1;
    }
    return moved_from(sendmsg(descriptor_, &message, MSG_NOSIGNAL));
}

Moved PosixStream::read(Room into) {
    const ssize_t result = recv(descriptor_, into.data, into.size, 0);
    Moved moved = moved_from(result);
    if (result == 0) moved.is_broken = true;
    return moved;
}

void PosixDialer::dial(std::string_view host, std::uint16_t port) {
    hang_up();
    addrinfo hints = {};
    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const std::string name(host);
    if (getaddrinfo(name.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) return;
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    make_non_blocking(descriptor);
    const int one = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    const int result = connect(descriptor, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    stream_.adopt(descriptor);
    is_dialing_ = result == 0 || errno == EINPROGRESS;
    has_failed_ = !is_dialing_;
}

void PosixDialer::listen(std::uint16_t port) {
    hang_up();
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int one = 1;
    setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    const bool is_there =
        bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
        ::listen(listener_, 4) == 0;
    if (!is_there) return stop_listening();
    has_failed_ = false;
    is_dialing_ = true;
}

/// Takes whoever has connected; nobody else is taken until the next `listen`.
bool PosixDialer::accept_client() {
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (client < 0) return false;
    const int one = 1;
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    stop_listening();
    stream_.adopt(client);
    is_dialing_ = false;
    return true;
}

void PosixDialer::stop_listening() {
    if (listener_ >= 0) ::close(listener_);
    listener_ = -1;
}

DialState PosixDialer::state() {
    if (listener_ >= 0) return accept_client() ? DialState::open : DialState::dialing;
    if (has_failed_ || stream_.descriptor() < 0) return DialState::failed;
    if (!is_dialing_) return DialState::open;
    sockaddr_in peer = {};
    socklen_t size = sizeof peer;
    int error = 0;
    socklen_t error_size = sizeof error;
    getsockopt(stream_.descriptor(), SOL_SOCKET, SO_ERROR, &error, &error_size);
    if (error != 0) {
        has_failed_ = true;
        return DialState::failed;
    }
    if (getpeername(stream_.descriptor(), reinterpret_cast<sockaddr*>(&peer), &size) != 0) {
        return DialState::dialing;
    }
    is_dialing_ = false;
    return DialState::open;
}

void PosixDialer::hang_up() {
    stop_listening();
    stream_.close();
    is_dialing_ = false;
    has_failed_ = true;
}

bool PosixDatagrams::send(std::string_view address, std::uint16_t port, Bytes bytes) {
    if (descriptor_ < 0) {
        descriptor_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        make_non_blocking(descriptor_);
        const int one = 1;
        setsockopt(descriptor_, SOL_SOCKET, SO_BROADCAST, &one, sizeof one);
    }
    sockaddr_in to = {};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    const std::string text(address);
    if (inet_pton(AF_INET, text.c_str(), &to.sin_addr) != 1) return false;
    const auto* where = reinterpret_cast<const sockaddr*>(&to);
    return sendto(descriptor_, bytes.data, bytes.size, 0, where, sizeof to) >= 0;
}

std::size_t PosixDatagrams::receive(Room into, char (&from)[16]) {
    sockaddr_in sender = {};
    socklen_t size = sizeof sender;
    if (descriptor_ < 0) return 0;
    const ssize_t result =
        recvfrom(descriptor_, into.data, into.size, 0, reinterpret_cast<sockaddr*>(&sender), &size);
    if (result <= 0) return 0;
    inet_ntop(AF_INET, &sender.sin_addr, from, sizeof from);
    return static_cast<std::size_t>(result);
}

void PosixDatagrams::close() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
}
