// The captive portal: when no network has worked for three minutes, the device opens one of
// its own with one page, in which a person names a network and, if they like, a bridge.
//
// Joining goes on meanwhile, as a router may start slower than a camera, and the portal
// closes as soon as a network works. Nothing that is typed into the page can be read back.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/device.hpp"
#include "bridge/http_request.hpp"
#include "bridge/portal_dns.hpp"
#include "bridge/ports/access_point.hpp"
#include "bridge/ports/datagram_service.hpp"
#include "bridge/ports/network_scan.hpp"
#include "bridge/ports/stream_service.hpp"

namespace bridge {

struct PortalPorts {
    AccessPoint& access_point;
    StreamService& http;
    DatagramService& dns;
    NetworkScan& scan;
};

class Portal {
  public:
    Portal(Device& device, const PortalPorts& ports)
        : device_(device), ports_(ports), request_(room_in(received_)) {}

    void turn(std::int64_t now_us);
    [[nodiscard]] bool is_open() const { return is_open_; }

  private:
    /// What a person sent by the form; done when the page that says so has left.
    struct Wish {
        FixedText<32> network;
        FixedText<64> password;
        FixedText<64> host;
        std::uint16_t port = 0;
    };

    void open(std::int64_t now_us);
    void close();
    void collect_networks();
    void answer_dns();
    void turn_http(std::int64_t now_us);
    void answer(std::int64_t now_us);
    void show_page();
    void put_note(std::string_view words);
    bool take_form();
    void do_wish(std::int64_t now_us);
    void put_head(std::string_view status_and_headers);
    void write(std::int64_t now_us);
    void hang_up(std::int64_t now_us);

    Device& device_;
    PortalPorts ports_;
    bool is_open_ = false;
    bool has_scanned_ = false;
    std::int64_t retry_us_ = 0;
    std::uint8_t received_[2048] = {};
    HttpRequestReader request_;
    std::uint8_t dns_[kMaxDnsMessage] = {};
    ByteStream* stream_ = nullptr;
    std::int64_t heard_us_ = 0;
    char head_[256] = {};
    char note_[256] = {};
    static constexpr std::size_t kParts = 6;
    Bytes parts_[kParts];  ///< Of the answer that is on its way, in order.
    bool is_answering_ = false;
    bool has_wish_ = false;
    Wish wish_;
    char networks_[1024] = {};  ///< <option> after <option>.
    std::size_t networks_size_ = 0;
};

}  // namespace bridge
