#include "bridge/capture_link.hpp"

#include <cstring>

#include "bridge/ws_handshake.hpp"

namespace bridge {

namespace {

constexpr std::int64_t kRequestUs = 5 * kSecond;
constexpr std::int64_t kStallUs = 3 * kSecond;
constexpr std::size_t kReadBytes = 256;
constexpr std::string_view kNotAWebSocket =
    "HTTP/1.1 400 Bad Request\r\n"
    "Server: arduino-WebSocket-Server\r\n"
    "Content-Type: text/plain\r\n"
    "Content-Length: 32\r\n"
    "Connection: close\r\n"
    "Sec-WebSocket-Version: 13\r\n"
    "\r\n"
    "This is a Websocket server only!";

}  // namespace

void CaptureLink::begin(ByteStream& stream, const BridgeAddress&, std::int64_t now_us) {
    stream_ = &stream;
    reader_ = WsReader(room_in(buffers_.received), WsPeer::client);
    head_size_ = sent_ = request_bytes_ = 0;
    body_ = {};
    stage_ = Stage::opening;
    reason_ = Reason::none;
    end_ = SessionEnd{};
    wants_picture_ = is_last_ = owes_pong_ = false;
    close_code_ = 0;
    began_us_ = moved_us_ = now_us;
}

void CaptureLink::turn(std::int64_t now_us) {
    if (stream_ != nullptr) read(now_us);
    if (stream_ != nullptr) write(now_us);
    if (stream_ == nullptr) return;
    if (stage_ == Stage::opening && now_us - began_us_ >= kRequestUs) finish(Reason::no_answer);
    if (stream_ != nullptr && now_us - moved_us_ >= kStallUs) finish(Reason::stalled);
}

void CaptureLink::read(std::int64_t now_us) {
    std::uint8_t room[kReadBytes];
    const Moved moved = stream_->read(room_in(room));
    Bytes bytes{room, moved.bytes};
    if (!bytes.empty() && stage_ == Stage::opening) take_request(bytes, now_us);
    while (stream_ != nullptr && !bytes.empty() && close_code_ == 0 && !is_last_) {
        const WsEvent event = reader_.take(bytes);
        if (event.kind == WsEventKind::none) break;
        take_event(event);
    }
    if (moved.is_broken && stream_ != nullptr) finish(Reason::connection_lost);
}

void CaptureLink::take_request(Bytes& bytes, std::int64_t now_us) {
    const Bytes part = bytes.first(sizeof buffers_.received - request_bytes_);
    std::memcpy(buffers_.received + request_bytes_, part.data, part.size);
    const std::string_view text = text_from({buffers_.received, request_bytes_ + part.size});
    const std::size_t size = head_length(text);
    if (size == 0) {
        request_bytes_ += part.size;
        bytes = {};
        if (request_bytes_ == sizeof buffers_.received) finish(Reason::bad_message);
        return;
    }
    bytes = bytes.from(size - request_bytes_);
    answer_request(text.substr(0, size), now_us);
}

void CaptureLink::answer_request(std::string_view request, std::int64_t now_us) {
    TextWriter out(reinterpret_cast<char*>(head_), sizeof head_);
    const WsAsked asked = read_upgrade_request(HttpHead(request));
    if (asked.key.size() != 24) {
        out.put(kNotAWebSocket);
        is_last_ = true;
    } else {
        out.put("HTTP/1.1 101 Switching Protocols\r\nServer: arduino-WebSocketsServer\r\n");
        out.put("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n");
        out.put("Sec-WebSocket-Accept: ");
        put_ws_accept(out, asked.key);
        out.put("\r\n");
        // Whatever was asked for, the answer is its own; without a wish there is none.
        if (asked.has_protocol) out.put("Sec-WebSocket-Protocol: arduino\r\n");
        out.put("\r\n");
        out.put('\x89').put('\0');  // An empty ping follows at once.
        stage_ = Stage::streaming;
        cargo_.begin_session(now_us);
        cargo_.begin_snapshots();
    }
    head_size_ = out.size();
}

void CaptureLink::take_event(const WsEvent& event) {
    switch (event.kind) {
        case WsEventKind::ping:
            // A newer ping makes the older one's pong needless.
            owes_pong_ = true;
            pong_size_ = event.payload.size;
            if (pong_size_ != 0) std::memcpy(pong_, event.payload.data, pong_size_);
            return;
        case WsEventKind::text:
            if (text_from(event.payload) != "capture" || wants_picture_) return;
            wants_picture_ = true;
            return cargo_.take_fresh_picture();
        case WsEventKind::close:
        case WsEventKind::fault: {
            close_code_ = event.code == 1005 ? kCloseNormal : event.code;
            return;
        }
        default: return;
    }
}

void CaptureLink::put_frame(WsOpcode opcode, Bytes payload) {
    head_size_ = encode_bare_ws_head({opcode, true, payload.size}, head_);
    if (!payload.empty()) std::memcpy(head_ + head_size_, payload.data, payload.size);
    head_size_ += payload.size;
}

void CaptureLink::write(std::int64_t now_us) {
    while (stream_ != nullptr) {
        if (is_quiet()) {
            moved_us_ = now_us;
            start_next(now_us);
            if (stream_ == nullptr || is_quiet()) return;
        }
        const Bytes parts[] = {Bytes{head_, head_size_}.from(sent_),
                               body_.from(sent_ > head_size_ ? sent_ - head_size_ : 0)};
        const Moved moved = stream_->write(parts, 2);
        sent_ += moved.bytes;
        if (moved.bytes != 0) moved_us_ = now_us;
        if (moved.is_broken) return finish(Reason::connection_lost);
        if (moved.bytes == 0) return;
    }
}

void CaptureLink::start_next(std::int64_t now_us) {
    head_size_ = sent_ = 0;
    body_ = {};
    if (in_flight_.holds_frame()) {
        cargo_.note_sent(now_us, now_us - frame_began_us_);
        in_flight_.give_back();
    }
    if (is_last_) return finish(Reason::closed_by_bridge);
    if (close_code_ != 0) {
        const std::uint8_t bytes[] = {static_cast<std::uint8_t>(close_code_ >> 8),
                                      static_cast<std::uint8_t>(close_code_)};
        is_last_ = true;
        return put_frame(WsOpcode::close, bytes_from(bytes));
    }
    if (owes_pong_) {
        owes_pong_ = false;
        return put_frame(WsOpcode::pong, {pong_, pong_size_});
    }
    send_picture(now_us);
}

void CaptureLink::send_picture(std::int64_t now_us) {
    if (!wants_picture_ || !cargo_.has_frame()) return;
    wants_picture_ = false;
    in_flight_ = cargo_.take_frame();
    frame_began_us_ = now_us;
    body_ = in_flight_.frame().jpeg.bytes();
    head_size_ = encode_bare_ws_head({WsOpcode::binary, true, body_.size}, head_);
}

void CaptureLink::close(std::uint16_t code, std::string_view, std::int64_t) {
    if (is_over()) return;
    end_.close_code = code;
    finish(Reason::asked_to_close);
}

void CaptureLink::abandon() {
    if (!is_over()) finish(reason_);
}

void CaptureLink::finish(Reason reason) {
    reason_ = reason;
    stream_->close();
    stream_ = nullptr;
    if (in_flight_.holds_frame()) {
        cargo_.note_lost();
        in_flight_.give_back();
    }
    if (stage_ == Stage::streaming) cargo_.end_session();
}

}  // namespace bridge
