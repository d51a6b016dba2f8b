// MessagePack as the protocol uses it: integers in their shortest form, text, maps, arrays.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/ports/bytes.hpp"

namespace bridge {

class MsgpackWriter {
  public:
    explicit MsgpackWriter(Room room) : room_(room) {}

    MsgpackWriter& array(std::size_t items);
    MsgpackWriter& map(std::size_t pairs);
    MsgpackWriter& integer(std::int64_t value);
    MsgpackWriter& text(std::string_view value);
    MsgpackWriter& boolean(bool value);
    MsgpackWriter& null();
    /// 32 bits wide: chips compute no others in hardware, and no sensor is finer.
    MsgpackWriter& real(float value);
    /// Thousandths: as an integer when they are whole, else as a 32-bit float.
    MsgpackWriter& milli(std::int64_t thousandths);

    [[nodiscard]] bool ok() const { return ok_; }
    [[nodiscard]] Bytes bytes() const { return {room_.data, used_}; }
    [[nodiscard]] std::size_t size() const { return used_; }

  private:
    void put(std::uint8_t byte);
    void put_big_endian(std::uint64_t value, int bytes);
    void put_size(std::size_t size, std::uint8_t fixed, std::size_t fixed_limit, std::uint8_t wide);

    Room room_;
    std::size_t used_ = 0;
    bool ok_ = true;
};

}  // namespace bridge
