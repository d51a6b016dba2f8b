// The serial line: a console for people and Improv for installers, side by side.
//
// Whoever owns the line hands over what has arrived and sends what is written, as far as
// somebody reads it: a line without a reader never holds the device up.
#pragma once

#include <cstdint>

#include "bridge/device.hpp"
#include "bridge/improv.hpp"
#include "bridge/ports/network_scan.hpp"
#include "bridge/ports/update_slot.hpp"

namespace bridge {

// The longest answer is the console's help. `turn` writes nothing into less.
constexpr std::size_t kSerialRoom = 4096;

class SerialConsole {
  public:
    SerialConsole(Device& device, NetworkScan& scan, const RunningImage& image)
        : device_(device), scan_(scan), image_(image) {}

    /// Takes what was typed or sent, and does what is due; `out` has room for kSerialRoom.
    void turn(Bytes arrived, std::int64_t now_us, TextWriter& out);

  private:
    enum class Errand : std::uint8_t { none, joining, scanning };

    void take_request(const ImprovRequest& request, std::int64_t now_us, TextWriter& out);
    void begin_joining(const ImprovRequest& request, std::int64_t now_us, TextWriter& out);
    void turn_joining(std::int64_t now_us, TextWriter& out);
    void turn_scanning(std::int64_t now_us, TextWriter& out);
    void put_state(TextWriter& out);
    void put_address(ImprovVerb verb, TextWriter& out);
    void put_info(TextWriter& out);
    void fail_joining(TextWriter& out);

    Device& device_;
    NetworkScan& scan_;
    RunningImage image_;
    SerialSplitter splitter_;
    Errand errand_ = Errand::none;
    std::int64_t deadline_us_ = 0;
    FixedText<32> network_;
    bool was_known_ = false;
    bool is_scan_ours_ = false;
};

}  // namespace bridge
