// The virtual device as a whole: the core, what a chip would have around it, and the loop.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bridge/device.hpp"
#include "bridge/portal.hpp"
#include "bridge/serial_console.hpp"
#include "bridge/updater.hpp"
#include "control.hpp"
#include "events.hpp"
#include "faulty_network.hpp"
#include "file_slots.hpp"
#include "host_camera.hpp"
#include "onboarding_ports.hpp"
#include "options.hpp"
#include "pc_board.hpp"

class Program {
  public:
    /// Throws std::runtime_error when an option cannot be followed.
    Program(const Options& options, std::FILE* events);

    /// Lives until it is over.
    void run();

  private:
    void start(std::string_view reset_reason);
    void restart(std::string_view reset_reason);
    void turn();
    void wait(std::int64_t next_us);
    void read_input();
    void turn_onboarding(std::int64_t now_us);
    void turn_update(std::int64_t now_us);
    void follow_script();
    void obey(const Wish& wish);
    std::string answer(const std::string& line);
    std::string type(std::string_view line);
    void set(const std::string& name, const std::string& value);
    void note_given_back(const HostCamera::Buffer& buffer);
    void put_counters(bridge::JsonWriter& json);

    Options options_;
    TrueTime time_;
    EventLog events_;
    Faults faults_;
    std::unique_ptr<Pictures> pictures_;
    std::vector<Wish> script_;
    std::size_t next_wish_ = 0;
    DeviceClock clock_;
    PosixRandom random_;
    FaultyDialer dialer_;
    PosixDatagrams datagrams_;
    ScriptedWifi wifi_;
    MemoryStore store_;
    PcBoard board_;
    HostCamera camera_;
    LoopbackAccessPoint access_point_;
    PosixStreamService portal_http_;
    PosixDatagramService portal_dns_;
    ScriptedScan scan_;
    FaultyDialer update_dialer_;
    FileSlots slots_;
    std::optional<Control> control_;
    std::vector<pollfd> watched_;
    std::unique_ptr<bridge::Device> device_;
    std::optional<bridge::Portal> portal_;
    std::optional<bridge::SerialConsole> serial_;
    std::optional<bridge::Updater> updater_;
    bool was_portal_open_ = false;
    std::optional<bridge::UpdateStage> update_stage_;
    bridge::Stage stage_ = bridge::Stage::unprovisioned;
    std::int64_t frames_sent_ = 0;
    std::uint32_t frames_lost_ = 0;
    std::int64_t starts_ = 0;
    std::int64_t report_due_us_ = 0;
    std::string input_;
    bool has_input_ = true;
    bool is_over_ = false;
    bool is_power_cut_ = false;
};
