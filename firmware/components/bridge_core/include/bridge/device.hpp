// The device: from a network to a session with the bridge, and back whenever something breaks.
//
// Theory of operation. One loop calls `turn`; everything else is decided here. Each stage
// has a deadline, each failure a reason with a remedy, and each way back goes through the
// same few steps: wait with jitter, find the bridge, dial, speak. A network that is lost
// leads to joining again, never to a restart.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

#include "bridge/backoff.hpp"
#include "bridge/capture_link.hpp"
#include "bridge/cargo.hpp"
#include "bridge/console.hpp"
#include "bridge/foreign_link.hpp"
#include "bridge/http_link.hpp"
#include "bridge/locator.hpp"
#include "bridge/pairing.hpp"
#include "bridge/ports/dialer.hpp"
#include "bridge/ports/wifi.hpp"
#include "bridge/wifi_plan.hpp"
#include "bridge/ws_link.hpp"

namespace bridge {

struct DevicePorts {
    Wifi& wifi;
    Dialer& dialer;
    Datagrams& datagrams;
    Camera& camera;
    Board& board;
    Store& store;
    Random& random;
};

/// What the build knows of itself.
struct DeviceNames {
    std::string_view default_id;  ///< Used until a key names another.
    std::string_view sdk = "gamebridge-cpp/0.1.0";
    bool is_wired = false;           ///< A network is there without Wi-Fi, as on a PC.
    std::uint16_t listen_port = 81;  ///< Of the personality that is a server.
};

class Device {
  public:
    Device(const DevicePorts& ports, const DeviceNames& names);

    void begin(std::int64_t now_us);
    /// Does what is due and returns when it wants to be called at the latest; earlier calls,
    /// when a socket or the camera has something, are welcome.
    std::int64_t turn(std::int64_t now_us);

    [[nodiscard]] Stage stage() const;
    [[nodiscard]] Reason reason() const { return reason_; }
    /// True after three minutes without a network that works: time to open a portal.
    [[nodiscard]] bool wants_portal(std::int64_t now_us) const;
    [[nodiscard]] bool is_joined() const { return is_joined_; }
    [[nodiscard]] const WifiPlan& networks() const { return wifi_plan_; }
    /// The bridge that is used or tried now; unknown while it is searched.
    [[nodiscard]] const BridgeAddress& bridge() const { return locator_.candidate(); }
    [[nodiscard]] std::string_view pairing_code() const { return pairing_.code(); }
    [[nodiscard]] Cargo& cargo() { return cargo_; }
    [[nodiscard]] const Identity& identity() const { return identity_; }

    /// Learns a network and joins it at once, whatever is in use now; the one that was tried
    /// last makes room when there are too many. False when a text is too long.
    bool learn_network(std::string_view name, std::string_view password, std::int64_t now_us);
    void forget_network(std::string_view name) { wifi_plan_.forget(name); }
    /// Tries this bridge first from now on. False when it is no address.
    bool learn_bridge(std::string_view host, std::uint16_t port, std::int64_t now_us);

    /// Runs one line of the console and writes its answer.
    void run_console(std::string_view line, std::int64_t now_us, TextWriter& out);

  private:
    // What is kept of settings, or of six networks, while it is read or written.
    static constexpr std::size_t kScratchBytes = 1024;

    void enter(Stage stage, std::int64_t now_us, std::int64_t for_us);
    void fail(Reason reason, const SessionEnd& end, std::int64_t now_us);
    void turn_joining(std::int64_t now_us);
    void turn_locating(std::int64_t now_us);
    void turn_dialing(std::int64_t now_us);
    void begin_link(std::int64_t now_us);
    Link* link_of_personality();
    [[nodiscard]] PersonalityKind personality() const;
    void turn_link(std::int64_t now_us);
    void turn_pairing(std::int64_t now_us);
    void end_pairing(std::int64_t now_us);
    void begin_join(std::int64_t now_us);
    void watch_network(std::int64_t now_us);
    void do_deed(std::int64_t now_us);
    void break_off(std::string_view words, std::int64_t now_us);
    bool take_key(std::string_view key);
    bool take_token(std::string_view token);
    void load_key();
    void run_wifi(const ConsoleCommand& command, std::int64_t now_us, TextWriter& out);
    void run_bridge(const ConsoleCommand& command, std::int64_t now_us, TextWriter& out);
    void run_camera(const ConsoleCommand& command, std::int64_t now_us, TextWriter& out);
    void put_status(TextWriter& out);
    void put_health_lines(TextWriter& out);
    void pin(std::string_view host, std::string_view port, std::int64_t now_us, TextWriter& out);

    DevicePorts ports_;
    DeviceNames names_;
    Identity identity_;
    ClockSync clock_;
    LinkBuffers buffers_;
    std::uint8_t scratch_[kScratchBytes] = {};
    Cargo cargo_;
    WifiPlan wifi_plan_;
    Locator locator_;
    Backoff backoff_;
    /// Only one is in use at a time, so they share their memory.
    std::variant<std::monostate, WsLink, HttpLink, ForeignLink, CaptureLink> links_;
    Link* link_ = nullptr;  ///< The one in use, while there is a session.
    Pairing pairing_;
    HttpAnswer pairing_answer_;
    std::size_t pairing_sent_ = 0;
    std::size_t pairing_size_ = 0;
    bool wants_pairing_ = false;
    Stage stage_ = Stage::unprovisioned;
    Reason reason_ = Reason::none;
    std::int64_t deadline_us_ = 0;
    std::int64_t offline_since_us_ = 0;
    std::int64_t deed_due_us_ = -1;
    bool is_joined_ = false;
    bool had_address_ = false;  ///< Some address was dialled in this search.
    bool is_good_ = false;      ///< This session has streamed.
};

}  // namespace bridge
