#include "host_camera.hpp"

#include "bridge/json_writer.hpp"

using namespace bridge;

namespace {

constexpr std::size_t kUsualBytes = 128 * 1024;
constexpr std::string_view kControls[] = {
    "quality",
    "brightness",
    "contrast",
    "saturation",
    "sharpness",
    "denoise",
    "ae-level",
    "exposure-auto",
    "exposure-value",
    "gain-auto",
    "gain-value",
    "gain-ceiling",
    "white-balance-auto",
    "white-balance-mode",
    "effect",
    "lens-correction",
    "hmirror",
    "vflip",
    "colorbar",
};

template <typename Fill>
void tell(Pictures& pictures, Fill fill) {
    char room[256];
    TextWriter line(room);
    JsonWriter json(line);
    json.begin_object();
    fill(json);
    json.end_object();
    pictures.tell(line.put('\n').text());
}

}  // namespace

HostCamera::HostCamera(Pictures& pictures, const Faults& faults, SensorModel sensor)
    : pictures_(pictures), faults_(faults), sensor_(sensor) {
    // A driver has its memory from the start; here it grows only for larger pictures.
    for (Buffer& buffer : buffers_) buffer.picture.jpeg.reserve(kUsualBytes);
    missed_.jpeg.reserve(kUsualBytes);
}

void HostCamera::turn(std::int64_t now_us) {
    for (Buffer& buffer : buffers_) {
        if (buffer.is_ready || buffer.is_out) continue;
        const bool is_there = pictures_.next(now_us, buffer.picture);
        if (is_there && !is_resting_ && !faults_.has(WishKind::hang_camera)) expose(buffer, now_us);
        return;
    }
    pictures_.next(now_us, missed_);
}

void HostCamera::expose(Buffer& buffer, std::int64_t now_us) {
    std::vector<std::uint8_t>& jpeg = buffer.picture.jpeg;
    if (faults_.has(WishKind::truncate)) jpeg.resize(jpeg.size() / 2);
    buffer.digest = sha256({jpeg.data(), jpeg.size()});
    buffer.frame.jpeg = {jpeg.data(), jpeg.size()};
    buffer.frame.note = {buffer.picture.note.data(), buffer.picture.note.size()};
    buffer.frame.captured_us = now_us - buffer.picture.age_us;
    buffer.frame.number = buffer.picture.number;
    buffer.frame.width_px = buffer.picture.width_px;
    buffer.frame.height_px = buffer.picture.height_px;
    buffer.frame.handle = &buffer;
    buffer.is_ready = true;
}

bool HostCamera::start(const CameraPlan& plan) {
    for (Buffer& buffer : buffers_) buffer.is_ready = false;
    is_resting_ = false;
    tell(pictures_, [&](JsonWriter& json) {
        json.field("do", "start").field("width_px", plan.width_px);
        json.field("height_px", plan.height_px).field("quality", plan.quality);
    });
    return sensor_ != SensorModel::none;
}

bool HostCamera::take(Frame& frame) {
    Buffer* oldest = nullptr;
    for (Buffer& buffer : buffers_) {
        if (!buffer.is_ready) continue;
        if (oldest == nullptr || buffer.frame.captured_us < oldest->frame.captured_us)
            oldest = &buffer;
    }
    if (oldest == nullptr) return false;
    oldest->is_ready = false;
    oldest->is_out = true;
    frame = oldest->frame;
    return true;
}

void HostCamera::give_back(const Frame& frame) {
    auto* buffer = static_cast<Buffer*>(frame.handle);
    buffer->is_out = false;
    if (given_back_) given_back_(*buffer);
}

Applied HostCamera::apply(Control control, std::int32_t value) {
    tell(pictures_, [&](JsonWriter& json) {
        json.field("do", "apply").field("control", kControls[static_cast<std::size_t>(control)]);
        json.field("value", value);
    });
    return {true, value};
}

void HostCamera::set_standby(bool is_resting) {
    is_resting_ = is_resting;
    tell(pictures_, [&](JsonWriter& json) {
        json.field("do", "standby").key("is_resting").boolean(is_resting);
    });
}
