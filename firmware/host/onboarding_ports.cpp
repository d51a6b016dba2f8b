#include "onboarding_ports.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>

using namespace bridge;

namespace {

/// Opens a socket at a free port of loopback; -1 when there is none.
int open_on_loopback(int kind, int& port) {
    const int descriptor = socket(AF_INET, kind | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_in where = {};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof where;
    auto* address = reinterpret_cast<sockaddr*>(&where);
    if (bind(descriptor, address, size) != 0 || getsockname(descriptor, address, &size) != 0) {
        ::close(descriptor);
        return -1;
    }
    port = ntohs(where.sin_port);
    return descriptor;
}

}  // namespace

bool PosixStreamService::listen(std::uint16_t) {
    close();
    descriptor_ = open_on_loopback(SOCK_STREAM, port_);
    return descriptor_ >= 0 && ::listen(descriptor_, 4) == 0;
}

ByteStream* PosixStreamService::accept() {
    const int connection = accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (connection < 0) return nullptr;
    stream_.adopt(connection);
    return &stream_;
}

void PosixStreamService::close() {
    stream_.close();
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
    port_ = 0;
}

bool PosixDatagramService::listen(std::uint16_t) {
    close();
    descriptor_ = open_on_loopback(SOCK_DGRAM, port_);
    return descriptor_ >= 0;
}

std::size_t PosixDatagramService::receive(Room into) {
    socklen_t size = sizeof asker_;
    const ssize_t result =
        recvfrom(descriptor_, into.data, into.size, 0, reinterpret_cast<sockaddr*>(&asker_), &size);
    return result > 0 ? static_cast<std::size_t>(result) : 0;
}

void PosixDatagramService::answer(Bytes bytes) {
    // Whoever asked asks again when the answer is lost.
    (void)sendto(descriptor_, bytes.data, bytes.size, 0, reinterpret_cast<sockaddr*>(&asker_),
                 sizeof asker_);
}

void PosixDatagramService::close() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
    port_ = 0;
}

bool ScriptedScan::take(FoundNetwork& network) {
    if (is_taken_) {
        is_taken_ = false;
        state_ = ScanState::idle;
        return false;
    }
    is_taken_ = true;
    constexpr std::string_view kName = "virtual";
    network = {};
    std::memcpy(network.name, kName.data(), kName.size());
    network.name_size = static_cast<std::uint8_t>(kName.size());
    network.rssi_dbm = -50;
    return true;
}
