// The server's half of a WebSocket, written for tests and by another reading of RFC 6455.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// One frame as a server sends it.
inline std::string server_frame(int opcode, const std::string& payload, bool is_last = true) {
    std::string frame(1, static_cast<char>((is_last ? 0x80 : 0) | opcode));
    if (payload.size() < 126) {
        frame += static_cast<char>(payload.size());
    } else if (payload.size() < 65536) {
        frame += static_cast<char>(126);
        for (const int shift : {8, 0}) frame += static_cast<char>(payload.size() >> shift);
    } else {
        frame += static_cast<char>(127);
        for (int shift = 56; shift >= 0; shift -= 8) {
            frame += static_cast<char>(static_cast<std::uint64_t>(payload.size()) >> shift);
        }
    }
    return frame + payload;
}

struct ClientFrame {
    int opcode = 0;
    bool is_last = false;
    std::string payload;
};

/// Takes one whole masked frame off the front; false when there is none.
inline bool take_client_frame(std::vector<std::uint8_t>& bytes, ClientFrame& frame) {
    if (bytes.size() < 6 || (bytes[1] & 0x80) == 0) return false;
    std::uint64_t size = bytes[1] & 0x7F;
    std::size_t at = 2;
    const std::size_t width = size == 126 ? 2 : size == 127 ? 8 : 0;
    if (bytes.size() < at + width + 4) return false;
    if (width != 0) size = 0;
    for (std::size_t i = 0; i < width; ++i) size = size << 8 | bytes[at++];
    if (bytes.size() < at + 4 + size) return false;
    frame.opcode = bytes[0] & 0x0F;
    frame.is_last = (bytes[0] & 0x80) != 0;
    frame.payload.clear();
    for (std::size_t i = 0; i < size; ++i) {
        frame.payload += static_cast<char>(bytes[at + 4 + i] ^ bytes[at + i % 4]);
    }
    bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(at + 4 + size));
    return true;
}
