// A part of the firmware beside the camera: one action that the bridge may call, with
// arguments, and something to tell with the device's health.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/json_reader.hpp"
#include "bridge/json_writer.hpp"
#include "bridge/msgpack_writer.hpp"
#include "bridge/settings.hpp"

namespace bridge {

class Annex {
  public:
    virtual ~Annex() = default;
    [[nodiscard]] virtual std::string_view method() const = 0;
    /// Writes the action as one item of the hello's features.
    virtual void put_feature(JsonWriter& json) const = 0;
    virtual Outcome take_call(JsonView args, std::int64_t now_us) = 0;

    [[nodiscard]] virtual std::string_view health_name() const = 0;
    /// True when something has happened that is not to wait for the next health.
    [[nodiscard]] virtual bool has_news(std::int64_t now_us) const = 0;
    virtual void put_value(MsgpackWriter& out, std::int64_t now_us) = 0;
};

}  // namespace bridge
