// Sockets, names, UDP and the sleep of the loop, over the PC's own stack on loopback.
#include <doctest/doctest.h>

#include <string>
#include <thread>

#include "bridge/esp32/loop_waker.hpp"
#include "bridge/esp32/socket_datagrams.hpp"
#include "bridge/esp32/socket_dialer.hpp"
#include "lwip/sockets.h"
#include "world.hpp"

using namespace bridge;
using namespace bridge::esp32;

namespace {

/// Somebody who listens on a port of the system's choice.
class Listener {
  public:
    explicit Listener(int type = SOCK_STREAM) : descriptor_(socket(AF_INET, type, 0)) {
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(bind(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
        if (type == SOCK_STREAM) REQUIRE(listen(descriptor_, 4) == 0);
        socklen_t size = sizeof address;
        getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size);
        port = ntohs(address.sin_port);
    }
    ~Listener() { close(descriptor_); }
    [[nodiscard]] int accept_one() const { return accept(descriptor_, nullptr, nullptr); }
    [[nodiscard]] int descriptor() const { return descriptor_; }

    std::uint16_t port = 0;

  private:
    int descriptor_;
};

DialState settled(SocketDialer& dialer) {
    DialState state = dialer.state();
    while (state == DialState::dialing) state = dialer.state();
    return state;
}

}  // namespace

TEST_CASE("a connection opens, carries bytes both ways, and says when it breaks") {
    chip::forget_everything();
    const Listener listener;
    SocketDialer dialer;
    CHECK(dialer.state() == DialState::failed);
    dialer.dial("127.0.0.1", listener.port);
    REQUIRE(settled(dialer) == DialState::open);
    const int other = listener.accept_one();
    const Bytes parts[] = {bytes_from("head"), Bytes{}, bytes_from("payload")};
    CHECK(dialer.stream().write(parts, 3).bytes == 11);
    char room[32] = {};
    CHECK(recv(other, room, sizeof room, 0) == 11);
    CHECK(std::string(room) == "headpayload");
    std::uint8_t into[8];
    CHECK(dialer.stream().read(room_in(into)).bytes == 0);
    CHECK_FALSE(dialer.stream().read(room_in(into)).is_broken);
    close(other);
    Moved moved;
    while (!moved.is_broken) moved = dialer.stream().read(room_in(into));
    dialer.hang_up();
    CHECK(dialer.stream().read(room_in(into)).is_broken);
    CHECK(dialer.stream().write(parts, 1).is_broken);
    CHECK(dialer.sockets().readable == -1);
}

TEST_CASE("a peer that was waited for is taken, and the port is free afterwards") {
    chip::forget_everything();
    std::uint16_t port = 0;
    {
        const Listener probe;
        port = probe.port;
    }
    SocketDialer server;
    server.listen(port);
    CHECK(server.state() == DialState::dialing);
    CHECK(server.sockets().readable >= 0);
    SocketDialer other;
    other.listen(port);
    CHECK(other.state() == DialState::failed);
    SocketDialer client;
    client.dial("127.0.0.1", port);
    REQUIRE(settled(client) == DialState::open);
    REQUIRE(settled(server) == DialState::open);
    const Bytes part = bytes_from("capture");
    CHECK(client.stream().write(&part, 1).bytes == 7);
    std::uint8_t into[8];
    Moved moved;
    while (moved.bytes == 0 && !moved.is_broken) moved = server.stream().read(room_in(into));
    CHECK(text_from(Bytes{into, moved.bytes}) == "capture");
    server.hang_up();
    CHECK(server.sockets().readable == -1);
    other.listen(port);
    CHECK(other.state() == DialState::dialing);
}

TEST_CASE("what the network does not take is left, and the loop is woken when it does") {
    chip::forget_everything();
    const Listener listener;
    SocketDialer dialer;
    dialer.dial("127.0.0.1", listener.port);
    REQUIRE(settled(dialer) == DialState::open);
    const int other = listener.accept_one();
    CHECK(dialer.sockets().writable == -1);
    const std::string much(300000, 'x');
    const Bytes part = bytes_from(much);
    std::size_t sent = 0;
    std::size_t last = 1;
    while (last != 0) sent += last = dialer.stream().write(&part, 1).bytes;
    CHECK(dialer.sockets().writable == dialer.sockets().readable);
    std::string drained(sent, '\0');
    for (std::size_t got = 0; got < sent;)
        got += static_cast<std::size_t>(recv(other, drained.data(), drained.size(), 0));
    while (dialer.stream().write(&part, 1).bytes == 0) continue;
    close(other);
}

TEST_CASE("a port where nobody is, and a name that nobody knows, fail") {
    chip::forget_everything();
    std::uint16_t port = 0;
    {
        port = Listener().port;
    }
    SocketDialer dialer;
    dialer.dial("127.0.0.1", port);
    CHECK(settled(dialer) == DialState::failed);
    dialer.dial("nobody.example", 80);
    CHECK(settled(dialer) == DialState::failed);
    dialer.dial("", 80);
    CHECK(settled(dialer) == DialState::failed);
    dialer.dial(std::string(65, 'a'), 80);
    CHECK(settled(dialer) == DialState::failed);
}

TEST_CASE("names are looked up, slow ones do not stop an address in numbers") {
    chip::forget_everything();
    const Listener listener;
    chip::world().names["bridge.local"] = htonl(INADDR_LOOPBACK);
    SocketDialer dialer;
    dialer.dial("bridge.local", listener.port);
    CHECK(settled(dialer) == DialState::open);

    chip::world().is_name_server_slow = true;
    dialer.dial("bridge.local", listener.port);
    CHECK(dialer.state() == DialState::dialing);
    dialer.dial("other.local", listener.port);
    CHECK(dialer.state() == DialState::failed);
    dialer.dial("127.0.0.1", listener.port);
    CHECK(settled(dialer) == DialState::open);
    // The answer for what was asked first comes now, and changes nothing.
    chip::answer_names();
    CHECK(dialer.state() == DialState::open);
    dialer.dial("bridge.local", listener.port);
    CHECK(dialer.state() == DialState::dialing);
    chip::answer_names();
    CHECK(settled(dialer) == DialState::open);
}

TEST_CASE("a datagram goes out, and the answer comes with its sender") {
    const Listener listener(SOCK_DGRAM);
    SocketDatagrams datagrams;
    std::uint8_t room[64];
    char from[16] = {};
    CHECK(datagrams.receive(room_in(room), from) == 0);
    CHECK_FALSE(datagrams.send("not an address", listener.port, bytes_from("?")));
    REQUIRE(datagrams.send("127.0.0.1", listener.port, bytes_from("who?")));
    sockaddr_in asker = {};
    socklen_t size = sizeof asker;
    char question[8] = {};
    REQUIRE(recvfrom(listener.descriptor(), question, sizeof question, 0,
                     reinterpret_cast<sockaddr*>(&asker), &size) == 4);
    sendto(listener.descriptor(), "me", 2, 0, reinterpret_cast<sockaddr*>(&asker), size);
    std::size_t got = 0;
    while (got == 0) got = datagrams.receive(room_in(room), from);
    CHECK(text_from({room, got}) == "me");
    CHECK(std::string(from) == "127.0.0.1");
    datagrams.close();
    datagrams.close();
}

TEST_CASE("the loop sleeps until it is woken, by a task, by a socket, or before it slept") {
    constexpr std::int64_t kForever = 3600 * std::int64_t{1000000};
    LoopWaker waker;
    REQUIRE(waker.begin());
    waker.wake();
    waker.wake();
    waker.sleep(kForever, {});
    std::thread task([&waker] { waker.wake(); });
    waker.sleep(kForever, {});
    task.join();
    const Listener listener(SOCK_DGRAM);
    SocketDatagrams datagrams;
    datagrams.send("127.0.0.1", listener.port, bytes_from("x"));
    waker.sleep(kForever, {listener.descriptor(), -1});
    waker.sleep(kForever, {-1, listener.descriptor()});
    waker.sleep(-5, {});
    // A socket that is gone: the loop goes on.
    const int gone = dup(listener.descriptor());
    close(gone);
    waker.sleep(kForever, {gone, -1});
}
