// A network that breaks when it is told to: the POSIX ports with faults in front of them.
#pragma once

#include <string>

#include "faults.hpp"
#include "posix_network.hpp"

/// The connection of a FaultyDialer.
class FaultyStream : public bridge::ByteStream {
  public:
    FaultyStream(PosixStream& stream, const Faults& faults) : stream_(stream), faults_(faults) {}
    bridge::Moved write(const bridge::Bytes* parts, std::size_t count) override;
    bridge::Moved read(bridge::Room into) override;
    void close() override { stream_.close(); }

    /// The next connection is whole again.
    void renew();
    /// From now on nobody is at the other end, and nobody says so.
    void half_open() { is_half_open_ = true; }

  private:
    [[nodiscard]] std::size_t allowance();

    PosixStream& stream_;
    const Faults& faults_;
    bool is_half_open_ = false;
    std::size_t swallowed_ = 0;
    double credit_bytes_ = 0;
    std::int64_t credited_us_ = 0;
};

class FaultyDialer : public bridge::Dialer {
  public:
    explicit FaultyDialer(const Faults& faults)
        : faults_(faults), stream_(dialer_.posix_stream(), faults) {}

    void dial(std::string_view host, std::uint16_t port) override;
    void listen(std::uint16_t port) override;
    bridge::DialState state() override;
    bridge::ByteStream& stream() override { return stream_; }
    void hang_up() override;

    /// The other end resets the connection, and so does this one.
    void reset() { dialer_.posix_stream().reset(); }
    void half_open() { stream_.half_open(); }
    [[nodiscard]] int descriptor() const { return dialer_.descriptor(); }

  private:
    enum class Pretence : std::uint8_t { none, failed, dialing };

    const Faults& faults_;
    PosixDialer dialer_;
    FaultyStream stream_;
    Pretence pretence_ = Pretence::none;
};

/// A radio with one access point, which can be lost, gone, or have another password.
class ScriptedWifi : public bridge::Wifi {
  public:
    static constexpr const char* kNetworks = R"([{"name":"virtual","password":"virtual"}])";

    explicit ScriptedWifi(const Faults& faults) : faults_(faults) {}
    void join(std::string_view name, std::string_view password) override;
    void leave() override { current_ = {}; }
    bridge::WifiReport report() override;
    void lose();

  private:
    const Faults& faults_;
    bridge::WifiReport current_;
    std::int64_t joined_at_us_ = 0;
};
