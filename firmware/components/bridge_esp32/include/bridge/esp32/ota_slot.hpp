// The slot for the next firmware, by ESP-IDF's updates and the bootloader's marks.
#pragma once

#include "bridge/ports/update_slot.hpp"
#include "esp_ota_ops.h"

namespace bridge::esp32 {

class OtaSlot : public UpdateSlot {
  public:
    explicit OtaSlot(std::string_view chip) : chip_(chip) {}

    [[nodiscard]] RunningImage running() const override;
    [[nodiscard]] std::size_t room() const override;
    [[nodiscard]] std::string_view other() const override;

    SlotFault begin(std::size_t size) override;
    SlotFault write(Bytes bytes) override;
    SlotFault finish() override;
    void abandon() override;

    bool keep() override;
    void roll_back() override;

  private:
    std::string_view chip_;
    esp_ota_handle_t handle_ = 0;
    bool is_open_ = false;
};

}  // namespace bridge::esp32
