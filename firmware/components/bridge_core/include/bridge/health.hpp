// How the device feels, as the value of `device/{id}/health` (schema DeviceHealth@1).
#pragma once

#include <cstdint>

#include "bridge/annex.hpp"
#include "bridge/frame_gate.hpp"
#include "bridge/msgpack_writer.hpp"
#include "bridge/ports/board.hpp"
#include "bridge/settings.hpp"

namespace bridge {

/// Pictures that were captured and did not arrive, by reason.
struct DropCounts {
    std::uint32_t replaced = 0;   ///< A newer one came before this one's turn.
    std::uint32_t link_lost = 0;  ///< On its way when the link went.
    std::uint32_t log_lines = 0;
};

struct HealthReport {
    std::int64_t uptime_us = 0;
    Vitals vitals;
    std::int64_t heap_slope_bytes_per_minute = 0;
    bool has_heap_slope = false;
    std::int64_t frames_captured = 0;
    std::int64_t frames_sent = 0;
    DropCounts drops;
    std::int64_t send_us_p50 = 0;
    std::int64_t send_us_p99 = 0;
    bool has_send_times = false;
    const FrameGate* gate = nullptr;
    const Settings* settings = nullptr;
    Annex* annex = nullptr;
};

/// Leaves out what is not known.
void put_health(MsgpackWriter& out, const HealthReport& report, std::int64_t now_us);

}  // namespace bridge
