// The camera: pictures that belong to the driver, and controls that drivers clamp silently.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/ports/bytes.hpp"

namespace bridge {

enum class SensorModel : std::uint8_t { none, ov2640, ov3660, ov5640, gc0308 };

/// One encoded picture in the driver's memory. Whoever took it gives it back exactly once.
struct Frame {
    Room jpeg;                     ///< May be changed in place until it is given back.
    Room note;                     ///< A value about it, as MessagePack; mostly there is none.
    std::int64_t captured_us = 0;  ///< When its first bytes came, on the device's clock.
    std::int64_t number = -1;      ///< The driver's own count of pictures, if it has one.
    std::uint16_t width_px = 0;    ///< As the driver was told, not as the picture says.
    std::uint16_t height_px = 0;
    void* handle = nullptr;  ///< The driver's own.
};

/// What a sensor can be told. Sizes and clocks are in CameraPlan, as they need a new start.
enum class Control : std::uint8_t {
    quality,
    brightness,
    contrast,
    saturation,
    sharpness,
    denoise,
    ae_level,
    exposure_auto,
    exposure_value,
    gain_auto,
    gain_value,
    gain_ceiling,
    white_balance_auto,
    white_balance_mode,
    effect,
    lens_correction,
    hmirror,
    vflip,
    colorbar,
};

/// What memory is reserved for, and how the sensor is clocked.
struct CameraPlan {
    std::uint16_t width_px = 640;
    std::uint16_t height_px = 480;
    std::uint8_t quality = 12;
    std::uint8_t xclk_mhz = 20;

    bool operator==(const CameraPlan& other) const {
        return width_px == other.width_px && height_px == other.height_px &&
               quality == other.quality && xclk_mhz == other.xclk_mhz;
    }
};

/// The topic of what cameras say about their pictures: the end of its name, and its schema.
struct NoteTopic {
    std::string_view tail;
    std::string_view schema;
};

/// What took effect, which is not always what was asked for.
struct Applied {
    bool is_done = false;
    std::int32_t value = 0;
};

class Camera {
  public:
    virtual ~Camera() = default;
    /// What was found at the last start.
    [[nodiscard]] virtual SensorModel sensor() const = 0;
    /// Starts, or starts anew, with a power cycle where the board can. Every frame has been
    /// given back. False when no sensor answers. The one call that takes its time: a second
    /// or two, and up to five when the driver has to give up a dead sensor first.
    virtual bool start(const CameraPlan& plan) = 0;
    /// Gives the oldest picture that is ready, without waiting.
    virtual bool take(Frame& frame) = 0;
    virtual void give_back(const Frame& frame) = 0;
    /// Pictures since the power came on that a newer one replaced before anyone took them.
    [[nodiscard]] virtual std::uint32_t missed() const { return 0; }
    /// Sets a control and reads back what the driver made of it.
    virtual Applied apply(Control control, std::int32_t value) = 0;
    /// Lets the sensor rest while nobody watches; after a start it runs.
    virtual void set_standby(bool is_resting) = 0;
    /// Empty when pictures have no notes.
    [[nodiscard]] virtual NoteTopic note_topic() const { return {}; }
};

}  // namespace bridge
