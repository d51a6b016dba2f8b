// One picture waits; a newer one takes its place. Buffers are the driver's, so somebody owns
// each of them at every moment, and gives it back exactly once.
#pragma once

#include <cstdint>

#include "bridge/ports/camera.hpp"

namespace bridge {

/// A frame that gives itself back.
class FrameLease {
  public:
    FrameLease() = default;
    FrameLease(Camera& camera, const Frame& frame) : camera_(&camera), frame_(frame) {}
    FrameLease(FrameLease&& other) noexcept : camera_(other.camera_), frame_(other.frame_) {
        other.camera_ = nullptr;
    }
    FrameLease& operator=(FrameLease&& other) noexcept {
        if (this != &other) {
            give_back();
            camera_ = other.camera_;
            frame_ = other.frame_;
            other.camera_ = nullptr;
        }
        return *this;
    }
    FrameLease(const FrameLease&) = delete;
    FrameLease& operator=(const FrameLease&) = delete;
    ~FrameLease() { give_back(); }

    void give_back() {
        if (camera_ != nullptr) camera_->give_back(frame_);
        camera_ = nullptr;
    }
    [[nodiscard]] bool holds_frame() const { return camera_ != nullptr; }
    [[nodiscard]] Frame& frame() { return frame_; }
    [[nodiscard]] const Frame& frame() const { return frame_; }

  private:
    Camera* camera_ = nullptr;
    Frame frame_;
};

class FrameSlot {
  public:
    /// The older frame, if one waits, goes back at once and is counted.
    void put(FrameLease lease) {
        if (waiting_.holds_frame()) ++replaced_;
        waiting_ = static_cast<FrameLease&&>(lease);
    }
    [[nodiscard]] FrameLease take() { return static_cast<FrameLease&&>(waiting_); }
    [[nodiscard]] bool is_empty() const { return !waiting_.holds_frame(); }
    void clear() { waiting_.give_back(); }
    [[nodiscard]] std::uint32_t replaced() const { return replaced_; }

  private:
    FrameLease waiting_;
    std::uint32_t replaced_ = 0;
};

}  // namespace bridge
