// The camera by Espressif's driver.
#pragma once

#include "boards/board_map.hpp"
#include "bridge/esp32/capture_task.hpp"
#include "bridge/ports/camera.hpp"
#include "esp_camera.h"

namespace bridge::esp32 {

class DriverCamera : public Camera {
  public:
    DriverCamera(const boards::BoardMap& board, LoopWaker& waker)
        : board_(board), capture_(waker) {}

    /// Once, before the first start; false without the memory for its task.
    bool begin() { return capture_.begin(); }

    [[nodiscard]] SensorModel sensor() const override { return model_; }
    bool start(const CameraPlan& plan) override;
    bool take(Frame& frame) override { return capture_.take(frame); }
    void give_back(const Frame& frame) override { capture_.give_back(frame); }
    Applied apply(Control control, std::int32_t value) override;
    void set_standby(bool is_resting) override;
    [[nodiscard]] std::uint32_t missed() const override { return capture_.missed(); }

  private:
    void stop();
    void cycle_power() const;
    [[nodiscard]] camera_config_t config_for(const CameraPlan& plan) const;
    esp_err_t start_driver(const CameraPlan& plan);

    const boards::BoardMap& board_;
    CaptureTask capture_;
    SensorModel model_ = SensorModel::none;
    bool is_running_ = false;
    bool is_software_ = false;  ///< This sensor has no encoder; known after the first start.
};

/// The plan that this board's memory allows: without PSRAM, 400 by 296 at most.
[[nodiscard]] CameraPlan fitted(const CameraPlan& plan, bool has_psram);

}  // namespace bridge::esp32
