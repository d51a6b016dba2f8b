// A camera that shows the JPEG files of a folder, one after the other, at its own rate.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bridge/ports/camera.hpp"

class FolderCamera : public bridge::Camera {
  public:
    using Told = std::function<void(const std::vector<std::uint8_t>&)>;

    /// Reads all files once; throws std::runtime_error when there is none.
    FolderCamera(const std::string& folder, std::int64_t interval_us, Told told);

    /// Shows the next picture when it is time.
    void turn(std::int64_t now_us);

    bridge::SensorModel sensor() const override { return bridge::SensorModel::ov2640; }
    bool start(const bridge::CameraPlan&) override;
    bool take(bridge::Frame& frame) override;
    void give_back(const bridge::Frame& frame) override;
    bridge::Applied apply(bridge::Control, std::int32_t value) override { return {true, value}; }
    void set_standby(bool is_resting) override { is_resting_ = is_resting; }

  private:
    struct Picture {
        std::vector<std::uint8_t> jpeg;
        std::uint16_t width_px = 0;
        std::uint16_t height_px = 0;
    };
    struct Buffer {
        std::vector<std::uint8_t> bytes;
        bridge::Frame frame;
        bool is_ready = false;
        bool is_out = false;
    };

    std::vector<Picture> pictures_;
    std::int64_t interval_us_;
    Told told_;
    Buffer buffers_[3];
    std::size_t next_picture_ = 0;
    std::int64_t due_us_ = 0;
    bool is_resting_ = false;
};
