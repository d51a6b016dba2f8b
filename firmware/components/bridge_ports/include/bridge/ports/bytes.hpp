// Views of bytes: who is given one may look while the call lasts, and keeps nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bridge {

/// Bytes to read.
struct Bytes {
    const std::uint8_t* data = nullptr;
    std::size_t size = 0;

    [[nodiscard]] bool empty() const { return size == 0; }
    [[nodiscard]] Bytes first(std::size_t count) const {
        return {data, count < size ? count : size};
    }
    [[nodiscard]] Bytes from(std::size_t start) const {
        return start < size ? Bytes{data + start, size - start} : Bytes{};
    }
    std::uint8_t operator[](std::size_t index) const { return data[index]; }
};

/// Bytes to write.
struct Room {
    std::uint8_t* data = nullptr;
    std::size_t size = 0;

    [[nodiscard]] Bytes bytes() const { return {data, size}; }
    [[nodiscard]] Room from(std::size_t start) const {
        return start < size ? Room{data + start, size - start} : Room{};
    }
};

[[nodiscard]] inline Bytes bytes_from(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

[[nodiscard]] inline std::string_view text_from(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data), bytes.size};
}

template <std::size_t Size>
[[nodiscard]] Bytes bytes_from(const std::uint8_t (&array)[Size]) {
    return {array, Size};
}

template <std::size_t Size>
[[nodiscard]] Room room_in(std::uint8_t (&array)[Size]) {
    return {array, Size};
}

}  // namespace bridge
