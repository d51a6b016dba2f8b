#include "bridge/esp32/line_ring.hpp"

#include <algorithm>
#include <cstring>

namespace bridge::esp32 {

bool LineRing::write(std::string_view text) {
    portENTER_CRITICAL(&lock_);
    const bool fits = text.size() <= kBytes - count_;
    if (fits && !text.empty()) {
        const std::size_t end = (first_ + count_) % kBytes;
        const std::size_t straight = std::min(text.size(), kBytes - end);
        std::memcpy(bytes_ + end, text.data(), straight);
        std::memcpy(bytes_, text.data() + straight, text.size() - straight);
        count_ += text.size();
    }
    if (!fits) ++lost_;
    portEXIT_CRITICAL(&lock_);
    return fits;
}

std::size_t LineRing::read(Room into) {
    portENTER_CRITICAL(&lock_);
    // What lies in one piece; the rest comes with the next call.
    const std::size_t size = std::min({into.size, count_, kBytes - first_});
    if (size != 0) std::memcpy(into.data, bytes_ + first_, size);
    first_ = (first_ + size) % kBytes;
    count_ -= size;
    portEXIT_CRITICAL(&lock_);
    return size;
}

std::uint32_t LineRing::take_lost() {
    portENTER_CRITICAL(&lock_);
    const std::uint32_t lost = lost_;
    lost_ = 0;
    portEXIT_CRITICAL(&lock_);
    return lost;
}

}  // namespace bridge::esp32
