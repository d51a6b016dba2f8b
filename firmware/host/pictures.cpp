#include "pictures.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "bridge/json_reader.hpp"

using bridge::JsonView;

namespace {

constexpr std::size_t kMostBytes = 4 << 20;

/// Width and height out of the frame header, as a driver knows them.
bool read_size(Picture& picture) {
    const std::vector<std::uint8_t>& jpeg = picture.jpeg;
    std::size_t at = 2;
    while (at + 9 < jpeg.size() && jpeg[at] == 0xFF) {
        if (jpeg[at + 1] >= 0xC0 && jpeg[at + 1] <= 0xC2) {
            picture.height_px = static_cast<std::uint16_t>(jpeg[at + 5] << 8 | jpeg[at + 6]);
            picture.width_px = static_cast<std::uint16_t>(jpeg[at + 7] << 8 | jpeg[at + 8]);
            return true;
        }
        at += 2U + static_cast<std::size_t>(jpeg[at + 2] << 8 | jpeg[at + 3]);
    }
    return false;
}

std::size_t size_in(JsonView head, std::string_view name) {
    const std::int64_t size = head.member(name).integer().value_or(-1);
    if (size < 0 || static_cast<std::size_t>(size) > kMostBytes) {
        throw std::runtime_error("--camera-fd: a picture's " + std::string(name) +
                                 " is missing or too large");
    }
    return static_cast<std::size_t>(size);
}

}  // namespace

FolderPictures::FolderPictures(const std::string& folder, std::int64_t interval_us)
    : interval_us_(interval_us) {
    if (!std::filesystem::is_directory(folder)) {
        throw std::runtime_error("--frames " + folder + ": no such folder");
    }
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    for (const auto& path : paths) {
        std::ifstream file(path, std::ios::binary);
        Picture picture;
        picture.jpeg.assign(std::istreambuf_iterator<char>(file), {});
        if (read_size(picture)) pictures_.push_back(std::move(picture));
    }
    if (pictures_.empty()) throw std::runtime_error("--frames " + folder + ": no JPEG file in it");
}

bool FolderPictures::next(std::int64_t now_us, Picture& into) {
    if (now_us < due_us_) return false;
    due_us_ = std::max(due_us_ + interval_us_, now_us);
    into = pictures_[next_++ % pictures_.size()];
    return true;
}

PipedPictures::PipedPictures(int descriptor) : descriptor_(descriptor), received_(65536) {
    if (fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) != 0) {
        throw std::runtime_error("--camera-fd " + std::to_string(descriptor) +
                                 ": no socket was handed down under this number");
    }
}

PipedPictures::~PipedPictures() {
    close(descriptor_);
}

/// Reads until so many bytes are here; false when they are not there yet.
bool PipedPictures::fill(std::size_t size) {
    if (received_.size() < size) received_.resize(size);
    while (used_ < size) {
        const ssize_t got =
            recv(descriptor_, received_.data() + used_, received_.size() - used_, 0);
        if (got == 0) throw std::runtime_error("--camera-fd: whoever drew the pictures is gone");
        if (got < 0) return false;
        used_ += static_cast<std::size_t>(got);
    }
    return true;
}

bool PipedPictures::next(std::int64_t, Picture& into) {
    fill(std::max<std::size_t>(used_ + 1, 256));
    const auto* end = static_cast<const std::uint8_t*>(std::memchr(received_.data(), '\n', used_));
    if (end == nullptr) return false;
    const auto line = static_cast<std::size_t>(end - received_.data());
    const std::string text(received_.begin(),
                           received_.begin() + static_cast<std::ptrdiff_t>(line));
    if (!bridge::check_json(text)) throw std::runtime_error("--camera-fd: not JSON: " + text);
    const JsonView head(text);
    const std::size_t jpeg = size_in(head, "jpeg_bytes");
    const std::size_t note = size_in(head, "note_bytes");
    const std::size_t whole = line + 1 + jpeg + note;
    if (!fill(whole)) return false;
    const std::uint8_t* bytes = received_.data() + line + 1;
    into.jpeg.assign(bytes, bytes + jpeg);
    into.note.assign(bytes + jpeg, bytes + jpeg + note);
    into.width_px = static_cast<std::uint16_t>(size_in(head, "width_px"));
    into.height_px = static_cast<std::uint16_t>(size_in(head, "height_px"));
    into.number = head.member("number").integer().value_or(-1);
    into.age_us = std::max<std::int64_t>(0, head.member("age_us").integer().value_or(0));
    std::memmove(received_.data(), received_.data() + whole, used_ - whole);
    used_ -= whole;
    return true;
}

void PipedPictures::tell(std::string_view line) {
    // A few words for somebody who reads all the time; if they do not fit, nobody does.
    static_cast<void>(send(descriptor_, line.data(), line.size(), MSG_NOSIGNAL));
}
