#include "control.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace {

constexpr std::size_t kLongestLine = 4096;

[[noreturn]] void refuse(const std::string& where) {
    throw std::runtime_error("--control " + where + ": " + std::strerror(errno));
}

int bind_path(const std::string& path) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) {
        throw std::runtime_error("--control " + path + ": the path is too long for a socket");
    }
    std::copy(path.begin(), path.end(), address.sun_path);
    const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) refuse(path);
    return listener;
}

int bind_port(const std::string& text) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool is_number = !text.empty() && text.size() <= 5 &&
                           text.find_first_not_of("0123456789") == std::string::npos;
    if (!is_number || std::stoul(text) > 65535) {
        throw std::runtime_error("--control " + text + ": expected a port or a path");
    }
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoul(text)));
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) refuse(text);
    return listener;
}

}  // namespace

Control::Control(const std::string& where) {
    if (where.find('/') != std::string::npos) {
        listener_ = bind_path(where);
        where_ = path_ = where;
    } else {
        listener_ = bind_port(where);
        sockaddr_in address = {};
        socklen_t size = sizeof address;
        getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        where_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    }
    if (listen(listener_, 4) != 0) refuse(where);
}

Control::~Control() {
    for (const Talker& talker : talkers_) close(talker.descriptor);
    close(listener_);
    if (!path_.empty()) unlink(path_.c_str());
}

void Control::add_to(std::vector<pollfd>& watched) const {
    watched.push_back({listener_, POLLIN, 0});
    for (const Talker& talker : talkers_) watched.push_back({talker.descriptor, POLLIN, 0});
}

void Control::turn(const Answer& answer) {
    const int accepted = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (accepted >= 0) talkers_.push_back({accepted, {}});
    const auto is_gone = [&](Talker& talker) { return !listen_to(talker, answer); };
    talkers_.erase(std::remove_if(talkers_.begin(), talkers_.end(), is_gone), talkers_.end());
}

/// False when the talker has gone, or talks without end.
bool Control::listen_to(Talker& talker, const Answer& answer) {
    char room[1024];
    const ssize_t size = recv(talker.descriptor, room, sizeof room, 0);
    const bool has_nothing = size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    if (has_nothing) return true;
    if (size > 0) talker.line.append(room, static_cast<std::size_t>(size));
    if (size <= 0 || talker.line.size() > kLongestLine) {
        close(talker.descriptor);
        return false;
    }
    for (std::size_t end; (end = talker.line.find('\n')) != std::string::npos;) {
        const std::string reply = answer(talker.line.substr(0, end)) + "\n";
        talker.line.erase(0, end + 1);
        // A line is small; whoever does not read its answers loses them.
        const ssize_t sent = send(talker.descriptor, reply.data(), reply.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN) talker.line.clear();
    }
    return true;
}
