#include "folder_camera.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

using namespace bridge;

namespace {

/// Width and height out of the frame header, as a driver knows them.
bool read_size(const std::vector<std::uint8_t>& jpeg, std::uint16_t& width, std::uint16_t& height) {
    std::size_t at = 2;
    while (at + 9 < jpeg.size() && jpeg[at] == 0xFF) {
        if (jpeg[at + 1] >= 0xC0 && jpeg[at + 1] <= 0xC2) {
            height = static_cast<std::uint16_t>(jpeg[at + 5] << 8 | jpeg[at + 6]);
            width = static_cast<std::uint16_t>(jpeg[at + 7] << 8 | jpeg[at + 8]);
            return true;
        }
        at += 2U + static_cast<std::size_t>(jpeg[at + 2] << 8 | jpeg[at + 3]);
    }
    return false;
}

}  // namespace

FolderCamera::FolderCamera(const std::string& folder, std::int64_t interval_us, Told told)
    : interval_us_(interval_us), told_(std::move(told)) {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    for (const auto& path : paths) {
        std::ifstream file(path, std::ios::binary);
        Picture picture;
        picture.jpeg.assign(std::istreambuf_iterator<char>(file), {});
        if (read_size(picture.jpeg, picture.width_px, picture.height_px)) {
            pictures_.push_back(std::move(picture));
        }
    }
    if (pictures_.empty()) throw std::runtime_error("no JPEG file in " + folder);
}

void FolderCamera::turn(std::int64_t now_us) {
    if (now_us < due_us_ || is_resting_) return;
    due_us_ = now_us + interval_us_;
    for (Buffer& buffer : buffers_) {
        if (buffer.is_ready || buffer.is_out) continue;
        const Picture& picture = pictures_[next_picture_++ % pictures_.size()];
        buffer.bytes = picture.jpeg;
        buffer.frame.jpeg = {buffer.bytes.data(), buffer.bytes.size()};
        buffer.frame.captured_us = now_us;
        buffer.frame.width_px = picture.width_px;
        buffer.frame.height_px = picture.height_px;
        buffer.frame.handle = &buffer;
        buffer.is_ready = true;
        return;
    }
}

bool FolderCamera::start(const CameraPlan&) {
    for (Buffer& buffer : buffers_) buffer.is_ready = false;
    is_resting_ = false;
    return true;
}

bool FolderCamera::take(Frame& frame) {
    for (Buffer& buffer : buffers_) {
        if (!buffer.is_ready) continue;
        buffer.is_ready = false;
        buffer.is_out = true;
        told_(buffer.bytes);
        frame = buffer.frame;
        return true;
    }
    return false;
}

void FolderCamera::give_back(const Frame& frame) {
    static_cast<Buffer*>(frame.handle)->is_out = false;
}
