#include "bridge/log_ring.hpp"

namespace bridge {

std::string_view name_of(LogLevel level) {
    constexpr std::string_view kNames[] = {"debug", "info", "warning", "error"};
    return kNames[static_cast<std::size_t>(level)];
}

void LogRing::write(LogLevel level, std::int64_t at_us, std::string_view text) {
    if (count_ == kLines) {
        first_ = (first_ + 1) % kLines;
        --count_;
        ++lost_;
        ++lost_in_all_;
    }
    LogLine& line = lines_[(first_ + count_++) % kLines];
    line.level = level;
    line.at_us = at_us;
    line.text.assign_cut(text);
}

bool LogRing::take(LogLine& line) {
    if (lost_ != 0) {
        char room[40];
        TextWriter text(room);
        text.put_integer(lost_).put(" lines were lost here");
        line.level = LogLevel::warning;
        line.at_us = lines_[first_].at_us;
        line.text.assign_cut(text.text());
        lost_ = 0;
        return true;
    }
    if (count_ == 0) return false;
    line = lines_[first_];
    first_ = (first_ + 1) % kLines;
    --count_;
    return true;
}

}  // namespace bridge
