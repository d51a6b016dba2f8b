#include "bridge/ws_sender.hpp"

#include <cstring>

namespace bridge {

static_assert(kMaxMessageHead >= kMaxControlBytes, "a control frame fits into a unit");

/// A request that is on its way keeps the composing buffer.
bool WsSender::is_free() const {
    return !in_message_ && !is_closing_ && !is_raw_;
}

bool WsSender::is_idle() const {
    return !in_unit_ && !in_message_ && !wants_pong_ && !wants_ping_ && !wants_close_;
}

void WsSender::send_text(std::string_view composed) {
    opcode_ = WsOpcode::text;
    head_size_ = 0;
    rest_ = Room{composing_.data, composed.size()};
    in_message_ = true;
}

void WsSender::send_raw(std::string_view composed) {
    part_ = Room{composing_.data, composed.size()};
    unit_size_ = unit_sent_ = part_sent_ = 0;
    in_unit_ = is_raw_ = true;
}

void WsSender::reset() {
    unit_size_ = unit_sent_ = part_sent_ = head_size_ = pong_size_ = close_size_ = 0;
    part_ = rest_ = Room{};
    in_unit_ = is_raw_ = is_last_part_ = in_message_ = false;
    wants_pong_ = wants_ping_ = wants_close_ = is_closing_ = false;
}

bool WsSender::send_binary(Bytes head, Room payload) {
    if (!is_free() || head.size > sizeof head_) return false;
    if (!head.empty() && head.data != head_) std::memcpy(head_, head.data, head.size);
    head_size_ = head.size;
    opcode_ = WsOpcode::binary;
    rest_ = payload;
    in_message_ = true;
    return true;
}

void WsSender::send_ping() {
    wants_ping_ = !is_closing_;
}

void WsSender::send_pong(Bytes payload) {
    if (is_closing_) return;
    pong_size_ = payload.first(sizeof pong_).size;
    if (pong_size_ != 0) std::memcpy(pong_, payload.data, pong_size_);
    wants_pong_ = true;
}

void WsSender::send_close(std::uint16_t code, std::string_view reason) {
    if (is_closing_) return;
    close_[0] = static_cast<std::uint8_t>(code >> 8);
    close_[1] = static_cast<std::uint8_t>(code);
    FixedText<kMaxControlBytes - 2> kept;
    kept.assign_cut(reason);
    std::memcpy(close_ + 2, kept.view().data(), kept.view().size());
    close_size_ = 2 + kept.view().size();
    wants_close_ = is_closing_ = true;
    wants_ping_ = wants_pong_ = in_message_ = false;
}

void WsSender::begin_control(WsOpcode opcode, Bytes payload) {
    WsMask mask;
    random_.fill(room_in(mask));
    std::uint8_t head[kMaxWsHead];
    const std::size_t size = encode_ws_head({opcode, true, payload.size}, mask, head);
    std::memcpy(unit_, head, size);
    if (!payload.empty()) std::memcpy(unit_ + size, payload.data, payload.size);
    apply_mask({unit_ + size, payload.size}, mask, 0);
    unit_size_ = size + payload.size;
    part_ = {};
    is_last_part_ = false;
}

void WsSender::begin_fragment() {
    WsMask mask;
    random_.fill(room_in(mask));
    const std::size_t most = kFragmentBytes - head_size_;
    part_ = Room{rest_.data, rest_.size < most ? rest_.size : most};
    rest_ = rest_.from(part_.size);
    is_last_part_ = rest_.size == 0;
    std::uint8_t head[kMaxWsHead];
    const std::size_t size =
        encode_ws_head({opcode_, is_last_part_, head_size_ + part_.size}, mask, head);
    std::memcpy(unit_, head, size);
    if (head_size_ != 0) std::memcpy(unit_ + size, head_, head_size_);
    apply_mask({unit_ + size, head_size_}, mask, 0);
    apply_mask(part_, mask, head_size_);
    unit_size_ = size + head_size_;
    head_size_ = 0;
    opcode_ = WsOpcode::continuation;
}

bool WsSender::begin_unit() {
    unit_sent_ = part_sent_ = 0;
    if (wants_close_) {
        begin_control(WsOpcode::close, {close_, close_size_});
        wants_close_ = false;
    } else if (wants_pong_) {
        begin_control(WsOpcode::pong, {pong_, pong_size_});
        wants_pong_ = false;
    } else if (wants_ping_) {
        begin_control(WsOpcode::ping, {});
        wants_ping_ = false;
    } else if (in_message_) {
        begin_fragment();
    } else {
        return false;
    }
    in_unit_ = true;
    return true;
}

void WsSender::finish_unit() {
    in_unit_ = is_raw_ = false;
    if (is_last_part_) in_message_ = false;
    is_last_part_ = false;
    part_ = {};
}

Moved WsSender::pump(ByteStream& stream) {
    Moved total;
    while (in_unit_ || begin_unit()) {
        const Bytes parts[] = {{unit_ + unit_sent_, unit_size_ - unit_sent_},
                               part_.bytes().from(part_sent_)};
        const Moved moved = stream.write(parts, 2);
        total.bytes += moved.bytes;
        total.is_broken = moved.is_broken;
        const std::size_t of_head = moved.bytes < parts[0].size ? moved.bytes : parts[0].size;
        unit_sent_ += of_head;
        part_sent_ += moved.bytes - of_head;
        if (unit_sent_ < unit_size_ || part_sent_ < part_.size) return total;
        finish_unit();
        if (moved.is_broken) return total;
    }
    return total;
}

}  // namespace bridge
