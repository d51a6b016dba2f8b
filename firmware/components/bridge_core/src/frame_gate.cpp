#include "bridge/frame_gate.hpp"

#include <cstring>

namespace bridge {

namespace {

constexpr std::string_view kNames[kGateVerdicts] = {"good",       "no_start", "no_end",
                                                    "broken",     "several",  "not_baseline",
                                                    "wrong_size", "too_big",  "stale"};
constexpr std::uint8_t kStart = 0xD8;
constexpr std::uint8_t kEnd = 0xD9;
constexpr std::uint8_t kScan = 0xDA;
constexpr std::uint8_t kBaseline = 0xC0;

/// SOF1 to SOF15 without the tables that stand between them.
bool is_other_frame_type(std::uint8_t marker) {
    return marker > kBaseline && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 &&
           marker != 0xCC;
}

unsigned two_bytes(Bytes bytes, std::size_t at) {
    return static_cast<unsigned>(bytes[at]) << 8 | bytes[at + 1];
}

/// Position of the next marker that ends a scan, or the size when there is none.
std::size_t end_of_scan(Bytes jpeg, std::size_t at) {
    while (at + 1 < jpeg.size) {
        const void* found = std::memchr(jpeg.data + at, 0xFF, jpeg.size - at - 1);
        if (found == nullptr) return jpeg.size;
        at = static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - jpeg.data);
        const std::uint8_t marker = jpeg[at + 1];
        const bool is_within = marker == 0 || marker == 0xFF || (marker >= 0xD0 && marker <= 0xD7);
        if (!is_within) return at;
        at += marker == 0xFF ? 1 : 2;
    }
    return jpeg.size;
}

/// What follows the end: nothing, padding, or another picture.
bool has_another_start(Bytes rest) {
    for (std::size_t i = 0; i + 2 < rest.size; ++i) {
        if (rest[i] == 0xFF && rest[i + 1] == kStart && rest[i + 2] == 0xFF) return true;
    }
    return false;
}

}  // namespace

std::string_view name_of(GateVerdict verdict) {
    return kNames[static_cast<std::size_t>(verdict)];
}

GateVerdict FrameGate::inspect(Frame& frame) {
    const Bytes jpeg = frame.jpeg.bytes();
    if (jpeg.size > kMaxJpegBytes) return GateVerdict::too_big;
    if (jpeg.size < 4 || jpeg[0] != 0xFF || jpeg[1] != kStart) return GateVerdict::no_start;
    bool has_size = false;
    std::size_t at = 2;
    while (true) {
        if (at + 4 > jpeg.size) return GateVerdict::no_end;
        if (jpeg[at] != 0xFF) return GateVerdict::broken;
        const std::uint8_t marker = jpeg[at + 1];
        const std::size_t length = two_bytes(jpeg, at + 2);
        if (marker == kStart) return GateVerdict::several;
        if (marker < 0xC0 || length < 2) return GateVerdict::broken;
        if (is_other_frame_type(marker)) return GateVerdict::not_baseline;
        if (marker == kBaseline) {
            if (length < 8 || at + 9 > jpeg.size) return GateVerdict::broken;
            const unsigned height = two_bytes(jpeg, at + 5);
            const unsigned width = two_bytes(jpeg, at + 7);
            if (width != frame.width_px || height != frame.height_px)
                return GateVerdict::wrong_size;
            has_size = true;
        }
        at += 2 + length;
        if (marker == kScan) break;
    }
    if (!has_size) return GateVerdict::broken;
    at = end_of_scan(jpeg, at);
    if (at + 1 >= jpeg.size) return GateVerdict::no_end;
    if (jpeg[at + 1] == kStart) return GateVerdict::several;
    if (jpeg[at + 1] != kEnd) return GateVerdict::broken;
    if (has_another_start(jpeg.from(at + 2))) return GateVerdict::several;
    frame.jpeg.size = at + 2;
    return GateVerdict::good;
}

GateVerdict FrameGate::judge(Frame& frame) {
    GateVerdict verdict = inspect(frame);
    if (verdict == GateVerdict::good && frame.captured_us <= last_us_) verdict = GateVerdict::stale;
    ++counts_[static_cast<std::size_t>(verdict)];
    if (verdict == GateVerdict::good) {
        last_us_ = frame.captured_us;
        bad_in_a_row_ = 0;
    } else {
        ++bad_in_a_row_;
    }
    return verdict;
}

bool FrameGate::take_recovery() {
    if (bad_in_a_row_ < kBadForRecovery) return false;
    bad_in_a_row_ = 0;
    return true;
}

}  // namespace bridge
