// A camera that delivers what a test puts in front of it, and knows who has its buffers.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "bridge/ports/camera.hpp"

/// A baseline JPEG as far as a gate can tell, of a size and with a filling.
inline std::string jpeg_of(unsigned width, unsigned height, std::size_t scan_bytes = 50) {
    const auto word = [](unsigned value) {
        return std::string{static_cast<char>(value >> 8), static_cast<char>(value)};
    };
    std::string jpeg = "\xFF\xD8\xFF\xE0" + word(6) + "JFIF";
    jpeg += "\xFF\xC0" + word(17) + "\x08" + word(height) + word(width) +
            "\x03"
            "123456789";
    jpeg += "\xFF\xDA" + word(12) + std::string(10, '\1');
    for (std::size_t i = 0; i < scan_bytes; ++i) jpeg += static_cast<char>(i % 251);
    return jpeg + "\xFF\xD9";
}

class FakeCamera : public bridge::Camera {
  public:
    /// Puts a picture where the core will find it.
    void show(const std::string& jpeg, std::int64_t captured_us) {
        auto bytes = std::make_unique<std::vector<std::uint8_t>>(jpeg.begin(), jpeg.end());
        bridge::Frame frame;
        frame.jpeg = {bytes->data(), bytes->size()};
        frame.captured_us = captured_us;
        frame.width_px = plan.width_px;
        frame.height_px = plan.height_px;
        frame.handle = bytes.get();
        if (!notes.tail.empty()) {
            bytes->insert(bytes->end(), {0x81, 0xA1, 'n', 1});
            frame.jpeg = {bytes->data(), jpeg.size()};
            frame.note = {bytes->data() + jpeg.size(), 4};
        }
        buffers[bytes.get()] = std::move(bytes);
        ready.push_back(frame);
    }

    bridge::SensorModel sensor() const override { return model; }
    bool start(const bridge::CameraPlan& wanted) override {
        ++starts;
        is_clean_start = is_clean_start && buffers.size() == ready.size();
        for (const bridge::Frame& frame : ready) buffers.erase(frame.handle);
        ready.clear();
        plan = wanted;
        in_standby = false;
        return is_present;
    }
    bool take(bridge::Frame& frame) override {
        if (ready.empty()) return false;
        frame = ready.front();
        ready.pop_front();
        return true;
    }
    void give_back(const bridge::Frame& frame) override {
        // A buffer that is given back twice, or was never taken, is not here.
        given_back_wrongly += buffers.erase(frame.handle) == 1 ? 0 : 1;
    }
    bridge::Applied apply(bridge::Control control, std::int32_t value) override {
        if (refused.count(control) != 0) return {false, 0};
        const auto clamp = clamps.find(control);
        if (clamp != clamps.end() && value > clamp->second) value = clamp->second;
        controls[control] = value;
        return {true, value};
    }
    std::uint32_t missed() const override { return overwritten; }
    void set_standby(bool is_resting) override { in_standby = is_resting; }
    bridge::NoteTopic note_topic() const override { return notes; }

    [[nodiscard]] std::size_t buffers_out() const { return buffers.size() - ready.size(); }

    bridge::SensorModel model = bridge::SensorModel::ov2640;
    bridge::CameraPlan plan;
    bridge::NoteTopic notes;  ///< With one, each picture has the note {"n": 1}.
    bool is_present = true;
    bool in_standby = false;
    bool is_clean_start = true;  ///< No start happened while the core still had a buffer.
    int starts = 0;
    std::uint32_t overwritten = 0;
    int given_back_wrongly = 0;
    std::deque<bridge::Frame> ready;
    std::map<void*, std::unique_ptr<std::vector<std::uint8_t>>> buffers;
    std::map<bridge::Control, std::int32_t> controls;
    std::map<bridge::Control, std::int32_t> clamps;
    std::set<bridge::Control> refused;
};
