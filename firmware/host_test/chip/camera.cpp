// The camera's driver: buffers that it lends, a wait of four seconds, a sensor that obeys.
#include <cstring>
#include <thread>

#include "world.hpp"

extern "C" const resolution_info_t resolution[] = {
    {160, 120, ASPECT_RATIO_4X3}, {320, 240, ASPECT_RATIO_4X3},   {400, 296, ASPECT_RATIO_4X3},
    {640, 480, ASPECT_RATIO_4X3}, {1600, 1200, ASPECT_RATIO_4X3},
};

namespace {

using chip::driver;

struct Buffer {
    std::string bytes;
    camera_fb_t frame = {};
    enum { free, ready, out } state = free;
};

std::deque<Buffer>& buffers() {
    static std::deque<Buffer>& all = *new std::deque<Buffer>;
    return all;
}

std::deque<Buffer*>& queue() {
    static std::deque<Buffer*>& all = *new std::deque<Buffer*>;
    return all;
}

sensor_t sensor;

std::size_t count_out() {
    std::size_t count = 0;
    for (const Buffer& buffer : buffers()) count += buffer.state == Buffer::out ? 1U : 0U;
    return count;
}

}  // namespace

namespace chip {

void make_sensor(sensor_t& made) {
    made = sensor_t{};
    made.set_framesize = [](sensor_t* that, framesize_t size) {
        that->status.framesize = size;
        return 0;
    };
    made.set_quality = [](sensor_t* that, int quality) {
        that->status.quality = static_cast<std::uint8_t>(quality & 0x3F);
        return 0;
    };
    made.set_brightness = [](sensor_t* that, int level) {
        if (level < -2 || level > 2) return -1;
        that->status.brightness = static_cast<std::int8_t>(level);
        return 0;
    };
    made.set_vflip = [](sensor_t* that, int enable) {
        that->status.vflip = static_cast<std::uint8_t>(enable);
        return 0;
    };
    made.set_gainceiling = [](sensor_t* that, gainceiling_t ceiling) {
        that->status.gainceiling = static_cast<std::uint8_t>(ceiling);
        return 0;
    };
    made.set_reg = [](sensor_t*, int reg, int mask, int value) {
        const std::lock_guard guard(lock());
        int& kept = driver().registers[reg];
        kept = (kept & ~mask) | (value & mask);
        return 0;
    };
}

bool Driver::show(const std::string& jpeg, std::int64_t at_us) {
    const std::lock_guard guard(lock());
    Buffer* chosen = nullptr;
    for (Buffer& buffer : buffers()) {
        if (buffer.state == Buffer::free) chosen = &buffer;
    }
    if (chosen == nullptr && !queue().empty()) {
        chosen = queue().front();
        queue().pop_front();
    }
    if (!is_running || chosen == nullptr) return false;
    chosen->bytes = jpeg;
    const auto& size = resolution[sensor.status.framesize];
    camera_fb_t& frame = chosen->frame;
    frame.buf = reinterpret_cast<std::uint8_t*>(chosen->bytes.data());
    frame.len = chosen->bytes.size();
    frame.width = size.width;
    frame.height = size.height;
    frame.format = config.pixel_format;
    frame.timestamp.tv_sec = static_cast<decltype(frame.timestamp.tv_sec)>(at_us / 1000000);
    frame.timestamp.tv_usec = static_cast<decltype(frame.timestamp.tv_usec)>(at_us % 1000000);
    chosen->state = Buffer::ready;
    queue().push_back(chosen);
    changed().notify_all();
    return true;
}

void Driver::wait_until_asked() {
    std::unique_lock guard(lock());
    changed().wait(guard, [this] { return inside != 0 && queue().empty(); });
}

void Driver::wait_until_left() {
    for (bool is_asked = true; is_asked;) {
        pass(5000000);
        std::this_thread::yield();
        const std::lock_guard guard(lock());
        is_asked = inside != 0;
    }
}

std::size_t Driver::buffers_out() {
    const std::lock_guard guard(lock());
    return count_out();
}

}  // namespace chip

extern "C" {

esp_err_t esp_camera_init(const camera_config_t* config) {
    const std::lock_guard guard(chip::lock());
    driver().inits.push_back(*config);
    if (driver().is_running) ++driver().misuses;
    if (!driver().is_plugged_in) return ESP_ERR_NOT_FOUND;
    if (config->pixel_format == PIXFORMAT_JPEG && driver().sensor_pid == GC0308_PID)
        return ESP_ERR_NOT_SUPPORTED;
    driver().config = *config;
    driver().is_running = true;
    buffers().clear();
    buffers().resize(config->fb_count);
    chip::make_sensor(sensor);
    sensor.id.PID = static_cast<std::uint16_t>(driver().sensor_pid);
    sensor.status.framesize = config->frame_size;
    return ESP_OK;
}

esp_err_t esp_camera_deinit() {
    const std::lock_guard guard(chip::lock());
    if (driver().inside != 0 || count_out() != 0) ++driver().misuses;
    driver().is_running = false;
    queue().clear();
    buffers().clear();
    return ESP_OK;
}

camera_fb_t* esp_camera_fb_get() {
    const std::int64_t end_us = chip::now_us() + 4000000;
    std::unique_lock guard(chip::lock());
    if (!driver().is_running) ++driver().misuses;
    ++driver().inside;
    chip::changed().notify_all();
    Buffer* buffer = nullptr;
    while (queue().empty()) {
        chip::changed().wait(guard);
        guard.unlock();
        const bool is_late = chip::now_us() >= end_us;
        guard.lock();
        if (is_late) break;
    }
    if (!queue().empty()) {
        buffer = queue().front();
        queue().pop_front();
        buffer->state = Buffer::out;
    }
    --driver().inside;
    return buffer != nullptr ? &buffer->frame : nullptr;
}

void esp_camera_fb_return(camera_fb_t* frame) {
    const std::lock_guard guard(chip::lock());
    for (Buffer& buffer : buffers()) {
        if (&buffer.frame != frame) continue;
        if (buffer.state != Buffer::out) ++driver().misuses;
        buffer.state = Buffer::free;
        return;
    }
    ++driver().misuses;
}

sensor_t* esp_camera_sensor_get() {
    return &sensor;
}

bool frame2jpg_cb(camera_fb_t* frame, std::uint8_t quality, jpg_out_cb callback, void* argument) {
    bool encodes = false;
    {
        const std::lock_guard guard(chip::lock());
        driver().last_encoder_quality = quality;
        encodes = driver().encodes;
    }
    const std::size_t half = frame->len / 2;
    if (!encodes || callback(argument, 0, frame->buf, half) != half) return false;
    if (callback(argument, half, frame->buf + half, frame->len - half) != frame->len - half)
        return false;
    callback(argument, frame->len, nullptr, 0);
    return true;
}

}  // extern "C"
