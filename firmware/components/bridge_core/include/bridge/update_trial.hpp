// A new firmware proves itself: it stays with the bridge for a minute at a stretch, and a
// picture leaves if pictures left before. A link that hears nothing for 25 s ends, so one
// that stands for a minute has been answered.
#pragma once

#include <cstdint>

#include "bridge/update_fault.hpp"

namespace bridge {

struct TrialRules {
    std::int64_t proof_us = 60000000;     ///< In a session, without a break.
    std::int64_t give_up_us = 600000000;  ///< After that the old firmware has another go.
};

class UpdateTrial {
  public:
    enum class Verdict : std::uint8_t { open, proven, failed };

    explicit UpdateTrial(const TrialRules& rules) : rules_(rules) {}

    void begin(std::int64_t now_us, std::int64_t frames_sent, bool needs_picture);
    /// Looks at a session that streams, or does not.
    [[nodiscard]] Verdict judge(bool is_streaming, std::int64_t frames_sent, std::int64_t now_us);
    /// What is missing so far.
    [[nodiscard]] UpdateFault fault() const { return fault_; }

  private:
    TrialRules rules_;
    bool needs_picture_ = false;
    std::int64_t began_us_ = 0;
    std::int64_t frames_before_ = 0;
    std::int64_t streaming_since_us_ = -1;
    UpdateFault fault_ = UpdateFault::no_session;
};

}  // namespace bridge
