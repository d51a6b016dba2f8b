// A camera driver with three buffers in front of some pictures: what it takes longer to give
// back than three pictures last is lost, as on a board.
#pragma once

#include <cstdint>
#include <functional>

#include "bridge/sha256.hpp"
#include "faults.hpp"
#include "pictures.hpp"

class HostCamera : public bridge::Camera {
  public:
    struct Buffer {
        Picture picture;
        bridge::Frame frame;
        bridge::Digest digest{};
        bool is_ready = false;
        bool is_out = false;
    };
    using GivenBack = std::function<void(const Buffer&)>;

    HostCamera(Pictures& pictures, const Faults& faults, bridge::SensorModel sensor);

    /// Told about each buffer that the core gives back.
    void on_give_back(GivenBack given_back) { given_back_ = std::move(given_back); }
    /// Takes a picture when it is time; `now_us` is the device's own clock.
    void turn(std::int64_t now_us);

    bridge::SensorModel sensor() const override { return sensor_; }
    bool start(const bridge::CameraPlan& plan) override;
    bool take(bridge::Frame& frame) override;
    void give_back(const bridge::Frame& frame) override;
    bridge::Applied apply(bridge::Control control, std::int32_t value) override;
    void set_standby(bool is_resting) override;
    bridge::NoteTopic note_topic() const override { return pictures_.note_topic(); }

  private:
    void expose(Buffer& buffer, std::int64_t now_us);

    Pictures& pictures_;
    const Faults& faults_;
    bridge::SensorModel sensor_;
    GivenBack given_back_;
    Buffer buffers_[3];
    Picture missed_;
    bool is_resting_ = false;
};
