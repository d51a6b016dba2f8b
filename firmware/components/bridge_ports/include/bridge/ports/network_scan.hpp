// Which networks are in reach. A scan disturbs the radio: the core asks for one at a time,
// and only while no pictures are sent.
#pragma once

#include <cstddef>
#include <cstdint>

namespace bridge {

struct FoundNetwork {
    static constexpr std::size_t kMaxName = 32;

    char name[kMaxName] = {};  ///< Not terminated; networks that hide their name are left out.
    std::uint8_t name_size = 0;
    std::int8_t rssi_dbm = 0;
    bool is_open = false;
};

enum class ScanState : std::uint8_t { idle, scanning, done };

class NetworkScan {
  public:
    virtual ~NetworkScan() = default;
    /// Begins and returns at once; false when the radio is busy, as while it joins.
    virtual bool begin() = 0;
    [[nodiscard]] virtual ScanState state() = 0;
    /// Gives one network after the other once it is done, the strongest first; false after
    /// the last one, and then it is idle.
    virtual bool take(FoundNetwork& network) = 0;
};

}  // namespace bridge
