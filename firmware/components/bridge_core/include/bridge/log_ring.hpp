// Log lines in a ring of fixed size: writing never waits, and what was lost is counted. A
// console without a reader, or a link that is gone, must not stop a camera.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/text_writer.hpp"

namespace bridge {

enum class LogLevel : std::uint8_t { debug, info, warning, error };

[[nodiscard]] std::string_view name_of(LogLevel level);

struct LogLine {
    LogLevel level = LogLevel::info;
    std::int64_t at_us = 0;
    FixedText<120> text;
};

class LogRing {
  public:
    /// The oldest line gives way.
    void write(LogLevel level, std::int64_t at_us, std::string_view text);
    /// Takes the oldest line; false when there is none. After a loss the first line says how
    /// many were lost.
    bool take(LogLine& line);
    [[nodiscard]] bool is_empty() const { return count_ == 0 && lost_ == 0; }
    [[nodiscard]] std::uint32_t lost_in_all() const { return lost_in_all_; }

  private:
    static constexpr std::size_t kLines = 11;

    LogLine lines_[kLines];
    std::size_t first_ = 0;
    std::size_t count_ = 0;
    std::uint32_t lost_ = 0;
    std::uint32_t lost_in_all_ = 0;
};

}  // namespace bridge
