// Improv over serial: the packets by which web installers give a device its Wi-Fi, on the
// line that the console uses too.
//
// Knows packets, checksums and how they stand among lines of text. Does not know what a
// request does.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/ports/bytes.hpp"
#include "bridge/text_writer.hpp"

namespace bridge {

// "IMPROV", version, type, length, up to 255 bytes and a checksum.
constexpr std::size_t kImprovHeadBytes = 9;
constexpr std::size_t kMaxImprovPayload = 255;

enum class ImprovType : std::uint8_t { state = 1, error = 2, request = 3, result = 4 };

enum class ImprovState : std::uint8_t { ready = 2, provisioning = 3, provisioned = 4 };

enum class ImprovError : std::uint8_t {
    none = 0,
    bad_packet = 1,
    unknown_request = 2,
    cannot_join = 3,
};

enum class ImprovVerb : std::uint8_t {
    wifi_settings = 1,
    current_state = 2,
    device_info = 3,
    scan = 4,
};

struct ImprovRequest {
    std::uint8_t verb = 0;  ///< An ImprovVerb, or one that this firmware does not know.
    std::string_view network;
    std::string_view password;
};

void put_improv_state(TextWriter& out, ImprovState state);
void put_improv_error(TextWriter& out, ImprovError error);
/// Writes the result of a request; texts that no packet has room for are left out, and
/// everything after them.
void put_improv_result(TextWriter& out, ImprovVerb verb, const std::string_view* texts,
                       std::size_t count);

/// Takes what comes in by a serial line apart: lines for the console, packets for Improv.
class SerialSplitter {
  public:
    enum class Found : std::uint8_t { nothing, line, request, bad_packet };

    /// Takes bytes until something is whole, and takes them off `bytes`. What was found is
    /// valid until the next call. A packet that stops midway for a second is given up.
    Found take(Bytes& bytes, std::int64_t now_us);
    [[nodiscard]] std::string_view line() const { return text_from({room_, line_size_}); }
    [[nodiscard]] const ImprovRequest& request() const { return request_; }

  private:
    Found take_byte(std::uint8_t byte, std::int64_t now_us);
    Found take_packet_byte(std::uint8_t byte);
    bool read_request();

    std::uint8_t room_[kImprovHeadBytes + kMaxImprovPayload + 1] = {};
    std::size_t used_ = 0;
    std::size_t line_size_ = 0;
    bool is_packet_ = false;
    bool is_too_long_ = false;  ///< The line is, and is passed over.
    std::int64_t heard_us_ = 0;
    ImprovRequest request_;
};

}  // namespace bridge
