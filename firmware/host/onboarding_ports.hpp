// The portal's ports on loopback, and a radio that sees the one network of ScriptedWifi.
#pragma once

#include <netinet/in.h>

#include <string>

#include "bridge/ports/access_point.hpp"
#include "bridge/ports/datagram_service.hpp"
#include "bridge/ports/network_scan.hpp"
#include "bridge/ports/stream_service.hpp"
#include "posix_network.hpp"

/// Loopback is there already; all that opens is the name.
class LoopbackAccessPoint : public bridge::AccessPoint {
  public:
    bool open(std::string_view name) override {
        name_ = std::string(name);
        return true;
    }
    void close() override { name_.clear(); }
    [[nodiscard]] std::string_view address() const override { return "127.0.0.1"; }
    [[nodiscard]] const std::string& name() const { return name_; }

  private:
    std::string name_;
};

/// Listens at a free port of loopback, as those that are asked for may be taken.
class PosixStreamService : public bridge::StreamService {
  public:
    ~PosixStreamService() override { close(); }
    bool listen(std::uint16_t port) override;
    bridge::ByteStream* accept() override;
    void close() override;
    [[nodiscard]] int port() const { return port_; }
    [[nodiscard]] int descriptor() const { return descriptor_; }
    [[nodiscard]] int connection() const { return stream_.descriptor(); }

  private:
    int descriptor_ = -1;
    int port_ = 0;
    PosixStream stream_;
};

class PosixDatagramService : public bridge::DatagramService {
  public:
    ~PosixDatagramService() override { close(); }
    bool listen(std::uint16_t port) override;
    std::size_t receive(bridge::Room into) override;
    void answer(bridge::Bytes bytes) override;
    void close() override;
    [[nodiscard]] int port() const { return port_; }

  private:
    int descriptor_ = -1;
    int port_ = 0;
    sockaddr_in asker_ = {};
};

class ScriptedScan : public bridge::NetworkScan {
  public:
    bool begin() override {
        if (state_ != bridge::ScanState::idle) return false;
        state_ = bridge::ScanState::done;
        return true;
    }
    bridge::ScanState state() override { return state_; }
    bool take(bridge::FoundNetwork& network) override;

  private:
    bridge::ScanState state_ = bridge::ScanState::idle;
    bool is_taken_ = false;
};
