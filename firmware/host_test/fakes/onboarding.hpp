// An access point, a scan and two services that do what a test tells them.
#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "bridge/ports/access_point.hpp"
#include "bridge/ports/datagram_service.hpp"
#include "bridge/ports/network_scan.hpp"
#include "bridge/ports/stream_service.hpp"
#include "fakes/streams.hpp"

class FakeAccessPoint : public bridge::AccessPoint {
  public:
    bool open(std::string_view wanted) override {
        name = std::string(wanted);
        return opens;
    }
    void close() override { name.clear(); }
    std::string_view address() const override { return "192.168.4.1"; }

    bool opens = true;
    std::string name;  ///< Of the network that is open.
};

class FakeScan : public bridge::NetworkScan {
  public:
    bool begin() override {
        if (is_busy || current != bridge::ScanState::idle) return false;
        ++scans;
        current = bridge::ScanState::scanning;
        return true;
    }
    bridge::ScanState state() override { return current; }
    bool take(bridge::FoundNetwork& network) override {
        if (next == names.size()) {
            next = 0;
            current = bridge::ScanState::idle;
            return false;
        }
        const std::string& name = names[next++];
        network = {};
        network.name_size =
            static_cast<std::uint8_t>(std::min(name.size(), bridge::FoundNetwork::kMaxName));
        std::copy_n(name.begin(), network.name_size, network.name);
        network.rssi_dbm = static_cast<std::int8_t>(-40 - static_cast<int>(next));
        network.is_open = next == 1;
        return true;
    }
    void finish() { current = bridge::ScanState::done; }

    bool is_busy = false;
    int scans = 0;
    std::vector<std::string> names;
    std::size_t next = 0;
    bridge::ScanState current = bridge::ScanState::idle;
};

class FakeStreamService : public bridge::StreamService {
  public:
    bool listen(std::uint16_t wanted) override {
        port = wanted;
        return true;
    }
    bridge::ByteStream* accept() override {
        if (waiting.empty()) return nullptr;
        current = std::move(waiting.front());
        waiting.pop_front();
        return current.get();
    }
    void close() override {
        if (current) current->close();
        port = 0;
    }
    /// Connects and sends.
    void connect(const std::string& text) {
        waiting.push_back(std::make_unique<FakeStream>());
        waiting.back()->arrive(text);
    }

    std::uint16_t port = 0;
    std::deque<std::unique_ptr<FakeStream>> waiting;
    std::unique_ptr<FakeStream> current;
};

class FakeDatagramService : public bridge::DatagramService {
  public:
    bool listen(std::uint16_t wanted) override {
        port = wanted;
        return true;
    }
    std::size_t receive(bridge::Room into) override {
        if (asked.empty()) return 0;
        const std::string query = asked.front();
        asked.pop_front();
        const std::size_t size = std::min(query.size(), into.size);
        std::copy_n(query.begin(), size, into.data);
        return size;
    }
    void answer(bridge::Bytes bytes) override { answers.emplace_back(bridge::text_from(bytes)); }
    void close() override { port = 0; }

    std::uint16_t port = 0;
    std::deque<std::string> asked;
    std::vector<std::string> answers;
};
