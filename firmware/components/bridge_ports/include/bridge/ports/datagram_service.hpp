// A UDP port that others ask.
#pragma once

#include <cstdint>

#include "bridge/ports/bytes.hpp"

namespace bridge {

class DatagramService {
  public:
    virtual ~DatagramService() = default;
    virtual bool listen(std::uint16_t port) = 0;
    /// Gives one question that has arrived; 0 when there is none.
    virtual std::size_t receive(Room into) = 0;
    /// Answers whoever asked the question that was received last.
    virtual void answer(Bytes bytes) = 0;
    virtual void close() = 0;
};

}  // namespace bridge
