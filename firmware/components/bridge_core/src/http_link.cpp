#include "bridge/http_link.hpp"

#include "bridge/bridge_messages.hpp"

namespace bridge {

namespace {

constexpr std::int64_t kAnswerUs = 5 * kSecond;
constexpr std::int64_t kStallUs = 3 * kSecond;
// A device that is silent for 15 s is gone, and a call should not wait for longer than this.
constexpr std::int64_t kPollUs = kSecond;
constexpr std::size_t kMaxItems = 16;
constexpr std::size_t kLongestAck = 320;

}  // namespace

void HttpLink::begin(ByteStream& stream, const BridgeAddress& address, std::int64_t now_us) {
    stream_ = &stream;
    address_ = address;
    answer_.reset();
    is_asking_ = has_retried_ = false;
    stage_ = Stage::greeting;
    reason_ = Reason::none;
    end_ = SessionEnd{};
    ready_us_ = -1;
    moved_us_ = now_us;
    start_control(now_us, true);
}

void HttpLink::turn(std::int64_t now_us) {
    if (is_over()) return;
    if (!is_asking_) start_next(now_us);
    if (is_asking_) write(now_us);
    if (!is_over()) read(now_us);
    if (is_over() || !is_asking_) return;
    const bool is_sent = sent_ == head_size_ + post_.body.size;
    if (now_us - moved_us_ >= (is_sent ? kAnswerUs : kStallUs)) {
        finish(is_sent ? Reason::no_answer : Reason::stalled, 0, now_us);
    }
}

void HttpLink::start_next(std::int64_t now_us) {
    LogLine line;
    if (cargo_.has_acks()) return start_control(now_us, false);
    if (in_flight_.holds_frame() || cargo_.has_frame()) return start_frame(now_us);
    if (cargo_.is_health_due(now_us)) return start_health(now_us);
    if (cargo_.take_log_line(line)) return start_log(line, now_us);
    if (now_us - asked_us_ >= kPollUs) start_control(now_us, false);
}

void HttpLink::start_control(std::int64_t now_us, bool is_hello) {
    TextWriter out(reinterpret_cast<char*>(buffers_.composing), sizeof buffers_.composing);
    out.put('[');
    if (is_hello) {
        HelloMessage hello;
        hello.id = identity_.id.view();
        hello.name = identity_.name.view();
        hello.sdk = identity_.sdk.view();
        hello.boot = identity_.boot.view();
        hello.features = &cargo_;
        put_hello(out, hello);
    } else {
        put_clock(out, clock_.estimate(now_us));
    }
    for (std::size_t i = 1; !is_hello && i < kMaxItems && out.left() > kLongestAck; ++i) {
        const std::size_t before = out.size();
        out.put(',');
        if (cargo_.put_next_ack(out)) continue;
        out.cut(before);
        break;
    }
    out.put(']');
    start("", "application/json", bytes_from(out.text()), now_us);
}

void HttpLink::start_frame(std::int64_t now_us) {
    const bool is_next = !in_flight_.holds_frame();
    if (is_next) in_flight_ = cargo_.take_frame();
    const Frame& frame = in_flight_.frame();
    has_picture_left_ = is_next && frame.note.size != 0;
    // The clock may be known better by the time the picture follows its note.
    if (is_next) captured_us_ = clock_.bridge_from_own(frame.captured_us);
    post_.captured_us = captured_us_;
    post_.device_us = frame.captured_us;
    post_.frame_seq = frame.number >= 0 ? frame.number : frame_seq_;
    if (!has_picture_left_) ++frame_seq_;
    if (!has_picture_left_) return start("/camera/jpeg", "image/jpeg", frame.jpeg.bytes(), now_us);
    char room[32];
    TextWriter tail(room);
    tail.put('/').put(cargo_.note_topic().tail);
    start(tail.text(), "application/msgpack", frame.note.bytes(), now_us);
}

void HttpLink::start_health(std::int64_t now_us) {
    MsgpackWriter value(room_in(buffers_.composing));
    cargo_.put_health_value(value, now_us);
    if (value.ok()) start("/health", "application/msgpack", value.bytes(), now_us);
}

void HttpLink::start_log(const LogLine& line, std::int64_t now_us) {
    MsgpackWriter value(room_in(buffers_.composing));
    value.map(2).text("level").text(name_of(line.level)).text("text").text(line.text.view());
    post_.captured_us = clock_.bridge_from_own(line.at_us);
    start("/log", "application/msgpack", value.bytes(), now_us);
}

void HttpLink::start(std::string_view tail, std::string_view type, Bytes body,
                     std::int64_t now_us) {
    char room[96];
    TextWriter path(room);
    path.put("/v1/ingest/").put(identity_.id.view()).put(tail);
    post_.path.assign(path.text());
    post_.type = type;
    post_.body = body;
    has_retried_ = false;
    put_head(now_us);
}

/// Writes the head anew: a repeated request has another proof.
void HttpLink::put_head(std::int64_t now_us) {
    TextWriter head(head_);
    begin_head(head, {"POST", post_.path.view(), address_.host.view(), address_.port, post_.type,
                      post_.body.size});
    if (post_.captured_us >= 0) put_header(head, "Gamebridge-Captured-Us", post_.captured_us);
    if (post_.device_us >= 0) put_header(head, "Gamebridge-Device-Us", post_.device_us);
    if (post_.frame_seq >= 0) put_header(head, "Gamebridge-Frame-Seq", post_.frame_seq);
    if (proof_.is_known()) {
        proof_.put_header(head, identity_, "POST", post_.path.view(), post_.body);
    }
    end_head(head);
    head_size_ = head.size();
    sent_ = 0;
    is_asking_ = true;
    asked_us_ = moved_us_ = now_us;
    answer_.reset();
}

void HttpLink::write(std::int64_t now_us) {
    while (sent_ < head_size_ + post_.body.size) {
        const Bytes head =
            Bytes{reinterpret_cast<const std::uint8_t*>(head_), head_size_}.from(sent_);
        const Bytes body = post_.body.from(sent_ > head_size_ ? sent_ - head_size_ : 0);
        const Bytes parts[] = {head, body};
        const Moved moved = stream_->write(parts, 2);
        sent_ += moved.bytes;
        if (moved.bytes != 0) moved_us_ = now_us;
        if (moved.is_broken) return finish(Reason::connection_lost, 0, now_us);
        if (moved.bytes == 0) return;
    }
}

void HttpLink::read(std::int64_t now_us) {
    for (int round = 0; round < 32; ++round) {
        std::uint8_t room[256];
        const Moved moved = stream_->read(room_in(room));
        if (moved.bytes != 0) moved_us_ = now_us;
        answer_.feed({room, moved.bytes});
        if (moved.is_broken) answer_.end_of_stream();
        if (answer_.state() == HttpAnswer::State::failed) {
            return finish(moved.is_broken ? Reason::connection_lost : Reason::not_a_bridge, 0,
                          now_us);
        }
        if (answer_.state() == HttpAnswer::State::done) return take_answer(now_us);
        if (moved.bytes < sizeof room) return;
    }
}

void HttpLink::take_answer(std::int64_t now_us) {
    if (!is_asking_) return finish(Reason::not_a_bridge, 0, now_us);
    const int status = answer_.head().status();
    const bool keeps_alive = answer_.keeps_alive();
    if (status == 401 && !has_retried_ && !identity_.key.empty() && keeps_alive &&
        proof_.take_challenge(answer_.head())) {
        has_retried_ = true;
        return put_head(now_us);
    }
    const std::string_view text = text_from(answer_.body());
    if ((status != 200 && status != 202) || !check_json(text)) {
        end_.retry_after_ms = answer_.head().retry_after_ms();
        return finish(reason_of_status(status), close_code_of_status(status), now_us);
    }
    is_asking_ = false;
    const JsonView body(text);
    const std::int64_t received_us = body.member("received_us").integer().value_or(-1);
    clock_.observe(asked_us_, received_us, body.member("sent_us").integer().value_or(-1), now_us);
    if (stage_ == Stage::greeting) {
        stage_ = Stage::streaming;
        ready_us_ = now_us;
        cargo_.begin_session(now_us);
        cargo_.begin_pictures();
    }
    take_items(body.member("commands"), Op::call, now_us);
    take_items(body.member("interest"), Op::interest, now_us);
    take_items(body.member("replies"), Op::status, now_us);
    if (in_flight_.holds_frame() && !has_picture_left_) {
        cargo_.note_sent(now_us, now_us - asked_us_);
        in_flight_.give_back();
    }
    post_ = Post{};
    answer_.reset();
    if (!keeps_alive) finish(Reason::closed_by_bridge, 0, now_us);
}

void HttpLink::take_items(JsonView items, Op op, std::int64_t now_us) {
    JsonCursor cursor(items);
    JsonView item;
    while (cursor.next(item)) {
        const CheckedMessage message = check_message(item.raw());
        if (message.form == Form::sound && message.op == op) cargo_.take_message(op, item, now_us);
    }
}

void HttpLink::close(std::uint16_t code, std::string_view, std::int64_t now_us) {
    if (!is_over()) finish(Reason::asked_to_close, code, now_us);
}

void HttpLink::abandon() {
    if (!is_over()) finish(reason_, end_.close_code, moved_us_);
}

void HttpLink::finish(Reason reason, std::uint16_t code, std::int64_t now_us) {
    reason_ = reason;
    end_.close_code = code;
    if (ready_us_ >= 0) end_.good_us = now_us - ready_us_;
    stream_->close();
    stream_ = nullptr;
    is_asking_ = false;
    post_ = Post{};
    has_picture_left_ = false;
    if (in_flight_.holds_frame()) {
        cargo_.note_lost();
        in_flight_.give_back();
    }
    if (ready_us_ >= 0) cargo_.end_session();
}

}  // namespace bridge
