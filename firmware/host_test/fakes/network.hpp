// A radio, a dialer and a UDP socket that do what a test tells them.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bridge/ports/datagrams.hpp"
#include "bridge/ports/dialer.hpp"
#include "bridge/ports/wifi.hpp"
#include "fakes/streams.hpp"

class FakeWifi : public bridge::Wifi {
  public:
    void join(std::string_view name, std::string_view word) override {
        joins.emplace_back(name);
        const bool is_right = name == network && word == password;
        if (!is_there || name != network) {
            current = {bridge::WifiState::down, bridge::WifiFailure::not_found};
        } else if (!is_right) {
            current = {bridge::WifiState::down, bridge::WifiFailure::wrong_password};
        } else {
            current = {bridge::WifiState::up, bridge::WifiFailure::none};
        }
    }
    void leave() override { current = {}; }
    bridge::WifiReport report() override { return current; }
    void lose() {
        is_there = false;
        current = {bridge::WifiState::down, bridge::WifiFailure::lost};
    }

    std::string network = "home";
    std::string password = "secret";
    bool is_there = true;
    bridge::WifiReport current;
    std::vector<std::string> joins;
};

class FakeDialer : public bridge::Dialer {
  public:
    void dial(std::string_view host, std::uint16_t port) override {
        dialled.emplace_back(std::string(host) + ":" + std::to_string(port));
        connection = std::make_unique<FakeStream>();
        is_up = true;
    }
    bridge::DialState state() override {
        if (is_slow) return bridge::DialState::dialing;
        return is_up && answers == dialled.back() ? bridge::DialState::open
                                                  : bridge::DialState::failed;
    }
    bridge::ByteStream& stream() override { return *connection; }
    void hang_up() override { is_up = false; }

    std::string answers = "10.0.0.2:8080";  ///< The only place where somebody is.
    bool is_slow = false;
    bool is_up = false;
    std::unique_ptr<FakeStream> connection;
    std::vector<std::string> dialled;
};

class FakeDatagrams : public bridge::Datagrams {
  public:
    bool send(std::string_view address, std::uint16_t port, bridge::Bytes bytes) override {
        sent.emplace_back(std::string(address) + ":" + std::to_string(port),
                          std::string(bridge::text_from(bytes)));
        return true;
    }
    std::size_t receive(bridge::Room into, char (&from)[16]) override {
        if (incoming.empty()) return 0;
        const std::string datagram = incoming.front();
        incoming.pop_front();
        std::copy_n("10.0.0.9\0", 9, from);
        std::copy_n(datagram.begin(), std::min(datagram.size(), into.size), into.data);
        return std::min(datagram.size(), into.size);
    }
    void close() override { ++closes; }

    std::vector<std::pair<std::string, std::string>> sent;
    std::deque<std::string> incoming;
    int closes = 0;
};
