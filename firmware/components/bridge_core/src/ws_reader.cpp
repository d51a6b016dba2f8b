#include "bridge/ws_reader.hpp"

#include <cstring>

#include "bridge/utf8.hpp"

namespace bridge {

namespace {

constexpr std::uint16_t kProtocolFault = 1002;
constexpr std::uint16_t kNoCode = 1005;
constexpr std::uint16_t kNotUtf8 = 1007;
constexpr std::uint16_t kTooBig = 1009;

bool is_known(unsigned opcode) {
    return opcode <= 2 || (opcode >= 8 && opcode <= 10);
}

}  // namespace

WsEvent WsReader::fault(std::uint16_t code) {
    has_failed_ = true;
    WsEvent event;
    event.kind = WsEventKind::fault;
    event.code = code;
    return event;
}

WsEvent WsReader::take(Bytes& input) {
    while (!has_failed_ && !input.empty()) {
        WsEvent event;
        if (in_payload_) {
            event = take_payload(input);
        } else {
            event = take_head_byte(input[0]);
            input = input.from(1);
        }
        if (event.kind != WsEventKind::none) return event;
    }
    return {};
}

WsEvent WsReader::take_head_byte(std::uint8_t byte) {
    head_bytes_[head_used_++] = byte;
    if (head_used_ == 2) {
        const unsigned size = byte & 0x7FU;
        head_size_ = size == 126 ? 4 : size == 127 ? 10 : 2;
        if (peer_ == WsPeer::client) head_size_ += sizeof mask_;
    }
    if (head_used_ < head_size_) return {};
    const unsigned opcode = head_bytes_[0] & 0x0FU;
    const bool is_masked = (head_bytes_[1] & 0x80) != 0;
    // Reserved bits, unknown opcodes and a server's mask are nothing that may be sent, nor is
    // anything of a client without one.
    if ((head_bytes_[0] & 0x70) != 0 || !is_known(opcode) ||
        is_masked != (peer_ == WsPeer::client)) {
        return fault(kProtocolFault);
    }
    head_.opcode = static_cast<WsOpcode>(opcode);
    head_.is_last = (head_bytes_[0] & 0x80) != 0;
    head_.size = head_bytes_[1] & 0x7FU;
    const std::size_t mask_at = head_size_ - (is_masked ? sizeof mask_ : 0);
    if (mask_at > 2) head_.size = 0;
    for (std::size_t i = 2; i < mask_at; ++i) head_.size = head_.size << 8 | head_bytes_[i];
    if (is_masked) std::memcpy(mask_, head_bytes_ + mask_at, sizeof mask_);
    return begin_payload();
}

WsEvent WsReader::begin_payload() {
    head_used_ = 0;
    head_size_ = 2;
    if (is_control()) {
        if (!head_.is_last || head_.size > kMaxControlBytes) return fault(kProtocolFault);
        control_used_ = 0;
    } else {
        if ((head_.opcode == WsOpcode::continuation) != in_message_) return fault(kProtocolFault);
        if (!in_message_) {
            used_ = 0;
            is_text_ = head_.opcode == WsOpcode::text;
        }
        if (head_.size > room_.size - used_) return fault(kTooBig);
        in_message_ = true;
    }
    payload_left_ = head_.size;
    in_payload_ = true;
    return payload_left_ == 0 ? finish_frame() : WsEvent{};
}

WsEvent WsReader::take_payload(Bytes& input) {
    const Bytes part = input.first(static_cast<std::size_t>(
        payload_left_ < input.size ? payload_left_ : static_cast<std::uint64_t>(input.size)));
    std::uint8_t* const into = is_control() ? control_ + control_used_ : room_.data + used_;
    std::memcpy(into, part.data, part.size);
    if (peer_ == WsPeer::client) {
        apply_mask({into, part.size}, mask_, static_cast<std::size_t>(head_.size - payload_left_));
    }
    (is_control() ? control_used_ : used_) += part.size;
    payload_left_ -= part.size;
    input = input.from(part.size);
    return payload_left_ == 0 ? finish_frame() : WsEvent{};
}

WsEvent WsReader::finish_frame() {
    in_payload_ = false;
    WsEvent event;
    if (is_control()) {
        if (head_.opcode == WsOpcode::close) return finish_close();
        event.kind = head_.opcode == WsOpcode::ping ? WsEventKind::ping : WsEventKind::pong;
        event.payload = {control_, control_used_};
        return event;
    }
    if (!head_.is_last) return {};
    in_message_ = false;
    event.kind = is_text_ ? WsEventKind::text : WsEventKind::binary;
    event.payload = {room_.data, used_};
    return is_text_ && !is_utf8(text_from(event.payload)) ? fault(kNotUtf8) : event;
}

WsEvent WsReader::finish_close() {
    WsEvent event;
    event.kind = WsEventKind::close;
    event.code = kNoCode;
    if (control_used_ == 0) return event;
    if (control_used_ == 1) return fault(kProtocolFault);
    event.code = static_cast<std::uint16_t>(control_[0] << 8 | control_[1]);
    event.payload = Bytes{control_, control_used_}.from(2);
    if (!is_close_code(event.code)) return fault(kProtocolFault);
    return is_utf8(text_from(event.payload)) ? event : fault(kNotUtf8);
}

}  // namespace bridge
