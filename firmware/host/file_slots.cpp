#include "file_slots.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <vector>

using namespace bridge;

namespace {

constexpr std::size_t kSlotBytes = 2 * 1024 * 1024;
constexpr std::string_view kTrials[] = {"none", "next", "running"};

std::vector<std::uint8_t> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

FileSlots::FileSlots(std::string folder) : folder_(std::move(folder)) {
    if (!folder_.empty() && !std::filesystem::is_directory(folder_)) {
        throw std::runtime_error("--slots " + folder_ + ": there is no such folder");
    }
    read_running();
}

std::string FileSlots::path_of(std::string_view slot) const {
    return folder_ + "/" + std::string(slot) + ".bin";
}

void FileSlots::start() {
    abandon();
    wants_restart = false;
    if (folder_.empty()) return;
    load_marks();
    if (trial_ == Trial::running) {
        // Not kept, whatever the reason: the image before runs again.
        slot_ = std::string(other());
        trial_ = Trial::none;
    } else if (trial_ == Trial::next) {
        trial_ = Trial::running;
    }
    keep_marks();
    read_running();
}

void FileSlots::load_marks() {
    std::ifstream file(folder_ + "/marks");
    std::string trial;
    if (!(file >> slot_ >> trial)) slot_ = "ota_0";
    const auto* found = std::find(std::begin(kTrials), std::end(kTrials), trial);
    trial_ =
        found == std::end(kTrials) ? Trial::none : static_cast<Trial>(found - std::begin(kTrials));
}

/// In one step, as the chip's two copies with counters are one.
bool FileSlots::keep_marks() const {
    const std::string path = folder_ + "/marks";
    std::ofstream file(path + ".new");
    file << slot_ << ' ' << kTrials[static_cast<std::size_t>(trial_)] << '\n';
    file.close();
    return file && std::rename((path + ".new").c_str(), path.c_str()) == 0;
}

void FileSlots::read_running() {
    const std::vector<std::uint8_t> bytes = read_file(path_of(slot_));
    image_ = read_app_image({bytes.data(), bytes.size()});
    const std::string_view text = text_from({bytes.data(), bytes.size()});
    is_deaf_ = image_.is_valid() && text.find("deaf", kAppImageHead) != std::string_view::npos;
    if (image_.is_valid()) return;
    image_.chip = "pc";
    image_.project = FixedText<32>("gamebridge-pc");
    image_.version = FixedText<32>("0.1.0");
}

RunningImage FileSlots::running() const {
    return {image_.project.view(), image_.version.view(), image_.chip, slot_,
            trial_ == Trial::running};
}

std::size_t FileSlots::room() const {
    return folder_.empty() ? 0 : kSlotBytes;
}

std::string_view FileSlots::other() const {
    return slot_ == "ota_0" ? "ota_1" : "ota_0";
}

SlotFault FileSlots::begin(std::size_t size) {
    abandon();
    if (size > room()) return SlotFault::no_room;
    file_ = std::fopen(path_of(other()).c_str(), "wb");
    left_ = size;
    return file_ == nullptr ? SlotFault::flash : SlotFault::none;
}

SlotFault FileSlots::write(Bytes bytes) {
    if (file_ == nullptr || bytes.size > left_) return SlotFault::no_room;
    left_ -= bytes.size;
    const bool is_done = std::fwrite(bytes.data, 1, bytes.size, file_) == bytes.size;
    return is_done && std::fflush(file_) == 0 ? SlotFault::none : SlotFault::flash;
}

SlotFault FileSlots::finish() {
    if (file_ == nullptr || left_ != 0) return SlotFault::invalid;
    std::fclose(file_);
    file_ = nullptr;
    const std::vector<std::uint8_t> bytes = read_file(path_of(other()));
    if (read_app_image({bytes.data(), bytes.size()}).chip != "pc") return SlotFault::invalid;
    slot_ = std::string(other());
    trial_ = Trial::next;
    const bool is_marked = keep_marks();
    slot_ = std::string(other());  // What runs still does.
    trial_ = Trial::none;
    return is_marked ? SlotFault::none : SlotFault::flash;
}

void FileSlots::abandon() {
    if (file_ != nullptr) std::fclose(file_);
    file_ = nullptr;
}

bool FileSlots::keep() {
    trial_ = Trial::none;
    return keep_marks();
}

void FileSlots::roll_back() {
    // The mark says "running", which the bootloader takes for what it is.
    wants_restart = true;
}
