// Streams and randomness that do what a test tells them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "bridge/ports/byte_stream.hpp"
#include "bridge/ports/random.hpp"

/// Counts up from a seed, so that a test knows every nonce and mask.
class CountingRandom : public bridge::Random {
  public:
    void fill(bridge::Room room) override {
        for (std::size_t i = 0; i < room.size; ++i) room.data[i] = next++;
    }
    std::uint8_t next = 1;
};

/// One end of a connection: what the core wrote, and what it is to read.
class FakeStream : public bridge::ByteStream {
  public:
    bridge::Moved write(const bridge::Bytes* parts, std::size_t count) override {
        ++writes;
        bridge::Moved moved;
        moved.is_broken = is_broken;
        for (std::size_t i = 0; i < count && !is_broken; ++i) {
            const std::size_t taken = std::min(parts[i].size, room);
            written.insert(written.end(), parts[i].data, parts[i].data + taken);
            moved.bytes += taken;
            if (room != kEndless) room -= taken;
            if (taken < parts[i].size) break;
        }
        return moved;
    }

    bridge::Moved read(bridge::Room into) override {
        bridge::Moved moved;
        moved.bytes = std::min({into.size, incoming.size(), most_per_read});
        std::copy_n(incoming.begin(), moved.bytes, into.data);
        incoming.erase(incoming.begin(),
                       incoming.begin() + static_cast<std::ptrdiff_t>(moved.bytes));
        moved.is_broken = is_broken && moved.bytes == 0;
        return moved;
    }

    void close() override { is_closed = true; }

    void arrive(const std::string& text) {
        incoming.insert(incoming.end(), text.begin(), text.end());
    }

    static constexpr std::size_t kEndless = SIZE_MAX;
    std::vector<std::uint8_t> written;
    std::vector<std::uint8_t> incoming;
    std::size_t room = kEndless;  ///< Bytes that it still takes.
    std::size_t most_per_read = 4096;
    bool is_broken = false;
    bool is_closed = false;
    int writes = 0;
};
