#include "bridge/esp32/socket_dialer.hpp"

#include <cerrno>

#include "lwip/sockets.h"

namespace bridge::esp32 {

void SocketDialer::dial(std::string_view host, std::uint16_t port) {
    hang_up();
    port_ = port;
    step_ = Step::looking_up;
    lookup_.ask(host);
}

void SocketDialer::listen(std::uint16_t port) {
    hang_up();
    listener_.adopt(open_at(SOCK_STREAM, port));
    if (listener_.descriptor() < 0 || ::listen(listener_.descriptor(), 1) != 0) return fail();
    step_ = Step::listening;
}

/// Takes whoever has connected; nobody else is taken until the next `listen`.
void SocketDialer::accept_peer() {
    const int peer = accept(listener_.descriptor(), nullptr, nullptr);
    if (peer < 0) return;
    listener_.close();
    stream_.adopt(peer);
    if (!make_non_blocking(peer)) return fail();
    const int one = 1;
    setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    step_ = Step::open;
}

DialState SocketDialer::state() {
    if (step_ == Step::listening) accept_peer();
    if (step_ == Step::looking_up) {
        const LookupState found = lookup_.state();
        if (found == LookupState::failed) fail();
        if (found == LookupState::found) connect();
    }
    if (step_ == Step::connecting) {
        // Not getpeername: the stack knows the peer's address before the peer has answered.
        fd_set writable;
        FD_ZERO(&writable);
        FD_SET(stream_.descriptor(), &writable);
        timeval now = {};
        const int ready = select(stream_.descriptor() + 1, nullptr, &writable, nullptr, &now);
        if (ready == 0) return DialState::dialing;
        int error = 0;
        socklen_t size = sizeof error;
        const int asked = getsockopt(stream_.descriptor(), SOL_SOCKET, SO_ERROR, &error, &size);
        if (ready < 0 || asked != 0 || error != 0) {
            fail();
        } else {
            step_ = Step::open;
        }
    }
    switch (step_) {
        case Step::looking_up:
        case Step::connecting:
        case Step::listening: return DialState::dialing;
        case Step::open: return DialState::open;
        case Step::idle:
        case Step::failed: break;
    }
    return DialState::failed;
}

void SocketDialer::connect() {
    const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    stream_.adopt(descriptor);
    if (!make_non_blocking(descriptor)) return fail();
    // A frame is written in one piece; waiting for more of it would only delay it.
    const int one = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    sockaddr_in to = {};
    to.sin_family = AF_INET;
    to.sin_port = htons(port_);
    to.sin_addr.s_addr = lookup_.address();
    const int result = ::connect(descriptor, reinterpret_cast<const sockaddr*>(&to), sizeof to);
    if (result != 0 && errno != EINPROGRESS) return fail();
    step_ = Step::connecting;
}

void SocketDialer::fail() {
    listener_.close();
    stream_.close();
    step_ = Step::failed;
}

void SocketDialer::hang_up() {
    listener_.close();
    stream_.close();
    step_ = Step::idle;
}

WatchedSockets SocketDialer::sockets() const {
    WatchedSockets watched;
    if (step_ == Step::open) watched.readable = stream_.descriptor();
    if (step_ == Step::listening) watched.readable = listener_.descriptor();
    if (step_ == Step::connecting || (step_ == Step::open && stream_.wants_room())) {
        watched.writable = stream_.descriptor();
    }
    return watched;
}

}  // namespace bridge::esp32
