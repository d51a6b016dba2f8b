// Text in a buffer of a fixed size. What does not fit is not written, and `ok` says so:
// half a number or half a message never leaves.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/ports/bytes.hpp"

namespace bridge {

class TextWriter {
  public:
    TextWriter(char* room, std::size_t size) : room_(room), size_(size) {}
    template <std::size_t Size>
    explicit TextWriter(char (&room)[Size]) : TextWriter(room, Size) {}
    explicit TextWriter(Room room) : TextWriter(reinterpret_cast<char*>(room.data), room.size) {}

    TextWriter& put(char letter) { return put(std::string_view(&letter, 1)); }
    TextWriter& put(std::string_view text);
    TextWriter& put_integer(std::int64_t value);
    /// Writes thousandths as a decimal without needless zeros: -12500 is "-12.5".
    TextWriter& put_milli(std::int64_t thousandths);
    TextWriter& put_hex(Bytes bytes);

    /// False once something did not fit.
    [[nodiscard]] bool ok() const { return ok_; }
    [[nodiscard]] std::string_view text() const { return {room_, used_}; }
    [[nodiscard]] std::size_t size() const { return used_; }
    [[nodiscard]] std::size_t left() const { return size_ - used_; }
    void clear() {
        used_ = 0;
        ok_ = true;
    }
    /// Takes back what was written after `size` bytes.
    void cut(std::size_t size) {
        if (size < used_) used_ = size;
    }
    /// Marks the text as spoilt, for writers on top of this one.
    void fail() { ok_ = false; }

  private:
    char* room_;
    std::size_t size_;
    std::size_t used_ = 0;
    bool ok_ = true;
};

/// Text of a bounded length that is kept by value.
template <std::size_t Capacity>
class FixedText {
  public:
    static constexpr std::size_t kCapacity = Capacity;

    FixedText() = default;
    FixedText(std::string_view text) { assign(text); }

    /// False, and unchanged, when the text is longer than the capacity.
    bool assign(std::string_view text) {
        if (text.size() > Capacity) return false;
        for (std::size_t i = 0; i < text.size(); ++i) room_[i] = text[i];
        size_ = text.size();
        return true;
    }
    /// Keeps what fits, cut at the end of a character.
    void assign_cut(std::string_view text) {
        std::size_t size = text.size() < Capacity ? text.size() : Capacity;
        while (size > 0 && size < text.size() && (text[size] & 0xC0) == 0x80) --size;
        assign(text.substr(0, size));
    }
    void clear() { size_ = 0; }
    [[nodiscard]] std::string_view view() const { return {room_, size_}; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    bool operator==(std::string_view other) const { return view() == other; }

  private:
    char room_[Capacity] = {};
    std::size_t size_ = 0;
};

/// Reads an even number of lower-case hexadecimal digits; false if they are not that many.
bool read_hex(std::string_view text, Room into);

}  // namespace bridge
