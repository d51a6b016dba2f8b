// A slot for the next firmware in memory, and images to put there.
#pragma once

#include <string>

#include "bridge/ports/update_slot.hpp"

/// The beginning of an image as far as anybody looks at it, and a filling.
inline std::string app_image(const std::string& project, const std::string& version,
                             unsigned chip_id = 9, std::size_t size = 10000) {
    std::string image(size, '\0');
    const auto put = [&](std::size_t at, const std::string& text) {
        image.replace(at, text.size(), text);
    };
    for (std::size_t i = 288; i < size; ++i) image[i] = static_cast<char>(i * 7 % 253);
    put(0, "\xE9");
    put(12, {static_cast<char>(chip_id), static_cast<char>(chip_id >> 8)});
    put(32, "\x32\x54\xCD\xAB");
    put(48, version);
    put(80, project);
    return image;
}

class FakeSlot : public bridge::UpdateSlot {
  public:
    bridge::RunningImage running() const override { return image; }
    std::size_t room() const override { return size; }
    std::string_view other() const override { return image.slot == "ota_0" ? "ota_1" : "ota_0"; }

    bridge::SlotFault begin(std::size_t) override {
        written.clear();
        is_open = true;
        return begin_fault;
    }
    bridge::SlotFault write(bridge::Bytes bytes) override {
        if (written.size() >= breaks_after) return bridge::SlotFault::flash;
        written += bridge::text_from(bytes);
        return bridge::SlotFault::none;
    }
    bridge::SlotFault finish() override {
        is_open = false;
        is_next = finish_fault == bridge::SlotFault::none;
        return finish_fault;
    }
    void abandon() override { is_open = false; }
    bool keep() override {
        image.is_on_trial = false;
        return true;
    }
    void roll_back() override { ++rollbacks; }

    bridge::RunningImage image{"gamebridge-bench", "1.0.0", "esp32s3", "ota_0", false};
    std::size_t size = 1 << 20;
    std::size_t breaks_after = SIZE_MAX;
    bridge::SlotFault begin_fault = bridge::SlotFault::none;
    bridge::SlotFault finish_fault = bridge::SlotFault::none;
    std::string written;
    bool is_open = false;
    bool is_next = false;
    int rollbacks = 0;
};
