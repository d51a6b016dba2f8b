#include "bridge/msgpack_writer.hpp"

#include <cstring>

namespace bridge {

void MsgpackWriter::put(std::uint8_t byte) {
    if (!ok_ || used_ == room_.size) {
        ok_ = false;
        return;
    }
    room_.data[used_++] = byte;
}

void MsgpackWriter::put_big_endian(std::uint64_t value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
        put(static_cast<std::uint8_t>(value >> shift));
    }
}

void MsgpackWriter::put_size(std::size_t size, std::uint8_t fixed, std::size_t fixed_limit,
                             std::uint8_t wide) {
    if (size < fixed_limit) {
        put(static_cast<std::uint8_t>(fixed | size));
    } else if (size <= 0xFFFF) {
        put(wide);
        put_big_endian(size, 2);
    } else {
        ok_ = false;  // Nothing that a device says is that long.
    }
}

MsgpackWriter& MsgpackWriter::array(std::size_t items) {
    put_size(items, 0x90, 16, 0xDC);
    return *this;
}

MsgpackWriter& MsgpackWriter::map(std::size_t pairs) {
    put_size(pairs, 0x80, 16, 0xDE);
    return *this;
}

MsgpackWriter& MsgpackWriter::integer(std::int64_t value) {
    if (value < 0) {
        if (value >= -32) {
            put(static_cast<std::uint8_t>(value & 0xFF));
            return *this;
        }
        const int width = value >= INT8_MIN    ? 0
                          : value >= INT16_MIN ? 1
                          : value >= INT32_MIN ? 2
                                               : 3;
        put(static_cast<std::uint8_t>(0xD0 + width));
        put_big_endian(static_cast<std::uint64_t>(value), 1 << width);
        return *this;
    }
    if (value < 128) {
        put(static_cast<std::uint8_t>(value));
        return *this;
    }
    const int width = value <= UINT8_MAX    ? 0
                      : value <= UINT16_MAX ? 1
                      : value <= UINT32_MAX ? 2
                                            : 3;
    put(static_cast<std::uint8_t>(0xCC + width));
    put_big_endian(static_cast<std::uint64_t>(value), 1 << width);
    return *this;
}

MsgpackWriter& MsgpackWriter::text(std::string_view value) {
    if (value.size() >= 32 && value.size() <= 0xFF) {
        put(0xD9);
        put(static_cast<std::uint8_t>(value.size()));
    } else {
        put_size(value.size(), 0xA0, 32, 0xDA);
    }
    for (const char letter : value) put(static_cast<std::uint8_t>(letter));
    return *this;
}

MsgpackWriter& MsgpackWriter::boolean(bool value) {
    put(value ? 0xC3 : 0xC2);
    return *this;
}

MsgpackWriter& MsgpackWriter::null() {
    put(0xC0);
    return *this;
}

MsgpackWriter& MsgpackWriter::real(float value) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    put(0xCA);
    put_big_endian(bits, 4);
    return *this;
}

MsgpackWriter& MsgpackWriter::milli(std::int64_t thousandths) {
    if (thousandths % 1000 == 0) return integer(thousandths / 1000);
    return real(static_cast<float>(thousandths) / 1000.0F);
}

}  // namespace bridge
