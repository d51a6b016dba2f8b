// What the virtual device tells: one JSON object per line, flushed at once, so that a test
// can wait for it. `at_us` counts on this machine's clock, which no fault touches.
#pragma once

#include <cstdio>
#include <string_view>

#include "bridge/json_writer.hpp"
#include "true_time.hpp"

class EventLog {
  public:
    EventLog(std::FILE* out, const TrueTime& time) : out_(out), time_(time) {}

    /// Tells an event; `fill` adds its fields to a JsonWriter.
    template <typename Fill>
    void tell(std::string_view event, Fill fill) {
        char room[2048];
        bridge::TextWriter line(room);
        bridge::JsonWriter json(line);
        json.begin_object().field("at_us", time_.now_us()).field("event", event);
        fill(json);
        json.end_object();
        line.put('\n');
        if (!line.ok()) return;
        std::fwrite(line.text().data(), 1, line.text().size(), out_);
        std::fflush(out_);
    }
    void tell(std::string_view event) {
        tell(event, [](bridge::JsonWriter&) {});
    }

  private:
    std::FILE* out_;
    const TrueTime& time_;
};
