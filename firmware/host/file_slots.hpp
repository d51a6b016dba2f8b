// Two slots for images as files of a folder, and a bootloader that treats them as the chip's
// does: a new image is tried once, and unless it was kept the next start takes the other.
//
// An image for the virtual device is an ESP image of project "gamebridge-pc" and chip "pc".
// Its code is this program, whatever stands in it; what it says of itself counts, and one
// word behind its descriptor: an image with "deaf" in it finds no network.
#pragma once

#include <cstdio>
#include <string>

#include "bridge/app_image.hpp"
#include "bridge/ports/update_slot.hpp"

class FileSlots : public bridge::UpdateSlot {
  public:
    /// Without a folder there is one image and no room for another.
    explicit FileSlots(std::string folder);
    ~FileSlots() override { abandon(); }

    /// What the bootloader does when power comes on.
    void start();
    [[nodiscard]] bool is_deaf() const { return is_deaf_; }

    [[nodiscard]] bridge::RunningImage running() const override;
    [[nodiscard]] std::size_t room() const override;
    [[nodiscard]] std::string_view other() const override;
    bridge::SlotFault begin(std::size_t size) override;
    bridge::SlotFault write(bridge::Bytes bytes) override;
    bridge::SlotFault finish() override;
    void abandon() override;
    bool keep() override;
    /// The next start takes the other one; the program starts anew when `wants_restart`.
    void roll_back() override;

    bool wants_restart = false;

  private:
    enum class Trial { none, next, running };

    [[nodiscard]] std::string path_of(std::string_view slot) const;
    void load_marks();
    bool keep_marks() const;
    void read_running();

    std::string folder_;
    std::string slot_ = "ota_0";
    Trial trial_ = Trial::none;
    bridge::AppImage image_;
    bool is_deaf_ = false;
    std::FILE* file_ = nullptr;
    std::size_t left_ = 0;
};
