#include "bridge/ws_link.hpp"

#include "bridge/http_client.hpp"

namespace bridge {

namespace {

constexpr std::int64_t kOpeningUs = 5 * kSecond;
constexpr std::int64_t kGreetingUs = 5 * kSecond;
constexpr std::int64_t kSynchronisingUs = 2 * kSecond;
constexpr std::int64_t kClosingUs = 2 * kSecond;
constexpr std::int64_t kStallUs = 3 * kSecond;
constexpr std::uint32_t kFirstExchanges = 5;
// Half a frame of a 5 MP sensor comes in several segments; control messages in one.
// The bridge says little; small pieces keep the stack small.
constexpr std::size_t kReadBytes = 256;
constexpr int kReadRounds = 32;

enum Channel : std::int64_t { kCamera = 1, kHealth = 2, kLog = 3, kNote = 4 };

void put_topic(TextWriter& out, const Identity& identity, std::string_view tail) {
    out.put("device/").put(identity.id.view()).put('/').put(tail);
}

}  // namespace

WsLink::WsLink(const Identity& identity, ClockSync& clock, Cargo& cargo, Random& random,
               LinkBuffers& buffers)
    : identity_(identity),
      clock_(clock),
      cargo_(cargo),
      random_(random),
      buffers_(buffers),
      reader_(room_in(buffers.received)),
      sender_(random, room_in(buffers.composing)),
      conversation_(identity, clock) {}

void WsLink::begin(ByteStream& stream, const BridgeAddress& address, std::int64_t now_us) {
    stream_ = &stream;
    reader_ = WsReader(room_in(buffers_.received));
    sender_.reset();
    conversation_.reset();
    head_bytes_ = 0;
    reason_ = Reason::none;
    end_ = SessionEnd{};
    bye_ = ByeMessage{};
    is_advertised_ = takes_notes_ = false;
    ready_us_ = -1;
    heard_us_ = moved_us_ = now_us;
    ping_due_us_ = now_us + kPingIntervalUs;
    question_due_us_ = now_us;
    exchanges_ = 0;
    stage_ = Stage::opening;
    deadline_us_ = now_us + kOpeningUs;
    std::uint8_t bytes[16];
    random_.fill(room_in(bytes));
    key_ = ws_key_from(bytes_from(bytes));
    TextWriter request = sender_.compose();
    put_upgrade_request(request, {address.host.view(), address.port, kWebSocketPath, kSubprotocol},
                        key_);
    sender_.send_raw(request.text());
}

void WsLink::turn(std::int64_t now_us) {
    if (stream_ != nullptr) read(now_us);
    if (stream_ != nullptr) write(now_us);
    if (stream_ != nullptr) check_deadlines(now_us);
}

void WsLink::read(std::int64_t now_us) {
    // Bounded, so that a bridge that never stops talking cannot stop the pictures.
    for (int round = 0; round < kReadRounds && stream_ != nullptr; ++round) {
        std::uint8_t room[kReadBytes];
        const Moved moved = stream_->read(room_in(room));
        Bytes bytes{room, moved.bytes};
        if (!bytes.empty()) heard_us_ = now_us;
        if (!bytes.empty() && stage_ == Stage::opening) take_handshake(bytes, now_us);
        if (stream_ != nullptr && !bytes.empty()) take_frames(bytes, now_us);
        if (moved.is_broken && stream_ != nullptr) {
            return finish(bye_.code != 0 ? reason_of_close(bye_.code) : Reason::connection_lost,
                          bye_.code);
        }
        if (moved.bytes < sizeof room) return;
    }
}

void WsLink::take_handshake(Bytes& bytes, std::int64_t now_us) {
    const std::size_t size = gather_head(room_in(buffers_.received), head_bytes_, bytes);
    if (size == 0) {
        if (head_bytes_ == sizeof buffers_.received) finish(Reason::not_a_bridge, 0);
        return;
    }
    const HttpHead head(text_from({buffers_.received, size}));
    if (is_upgrade_accepted(head, key_, kSubprotocol)) {
        stage_ = Stage::greeting;
        deadline_us_ = now_us + kGreetingUs;
        TextWriter hello = sender_.compose();
        conversation_.begin(hello, random_, &cargo_);
        sender_.send_text(hello.text());
        return;
    }
    bye_.retry_after_ms = head.retry_after_ms();
    finish(reason_of_status(head.status()), close_code_of_status(head.status()));
}

void WsLink::take_frames(Bytes bytes, std::int64_t now_us) {
    while (stream_ != nullptr && !bytes.empty()) {
        const WsEvent event = reader_.take(bytes);
        if (event.kind == WsEventKind::none) return;
        take_event(event, now_us);
    }
}

void WsLink::take_event(const WsEvent& event, std::int64_t now_us) {
    switch (event.kind) {
        case WsEventKind::ping: sender_.send_pong(event.payload); return;
        case WsEventKind::text: return take_text(text_from(event.payload), now_us);
        case WsEventKind::binary: return obey(conversation_.receive_binary(event.payload), now_us);
        case WsEventKind::close: {
            const std::uint16_t code = bye_.code != 0 ? bye_.code : event.code;
            if (stage_ == Stage::closing) return finish(reason_, end_.close_code);
            // The answer that RFC 6455 asks for, as far as the socket takes it now.
            sender_.send_close(event.code == 1005 ? kCloseNormal : event.code, "");
            sender_.pump(*stream_);
            return finish(reason_of_close(code), code);
        }
        case WsEventKind::fault:
            close(event.code, "", now_us);
            reason_ = Reason::bad_message;
            return;
        case WsEventKind::none:
        case WsEventKind::pong: return;
    }
}

void WsLink::take_text(std::string_view text, std::int64_t now_us) {
    // The only answer that a text asks for at once is the proof.
    char room[128];
    TextWriter reply(room);
    const Event event = conversation_.receive_text(text, now_us, reply);
    if (event.kind == Event::Kind::reply) {
        // A challenge to a hello that has not left yet is none.
        if (!sender_.is_free()) return finish(Reason::bad_message, 0);
        TextWriter out = sender_.compose();
        out.put(reply.text());
        sender_.send_text(out.text());
    }
    obey(event, now_us);
}

void WsLink::obey(const Event& event, std::int64_t now_us) {
    if (stage_ == Stage::closing) return;
    switch (event.kind) {
        case Event::Kind::ready: return enter(now_us);
        case Event::Kind::synced: ++exchanges_; return;
        case Event::Kind::closed:
            close(event.close_code, event.code, now_us);
            reason_ = event.code == "unauthorized" ? Reason::false_bridge
                                                   : reason_of_close(event.close_code);
            return;
        case Event::Kind::message: break;
        default: return;
    }
    if (event.op == Op::bye) bye_ = read_bye(event.view);
    if (event.op == Op::advertised) {
        is_advertised_ = true;
        if (names_channel(event.view, kCamera)) cargo_.begin_pictures();
        takes_notes_ = names_channel(event.view, kNote);
    }
    cargo_.take_message(event.op, event.view, now_us);
}

void WsLink::enter(std::int64_t now_us) {
    stage_ = Stage::synchronising;
    deadline_us_ = now_us + kSynchronisingUs;
    question_due_us_ = now_us;
    ready_us_ = now_us;
    cargo_.begin_session(now_us);
}

void WsLink::write(std::int64_t now_us) {
    for (int round = 0; round < 16; ++round) {
        if (sender_.is_free()) {
            finish_frame(now_us);
            send_next(now_us);
        }
        if (sender_.is_idle()) {
            moved_us_ = now_us;
            return;
        }
        const Moved moved = sender_.pump(*stream_);
        if (moved.bytes != 0) moved_us_ = now_us;
        if (moved.is_broken) return finish(Reason::connection_lost, 0);
        if (!sender_.is_free()) return;
    }
}

/// The frame on its way has been handed over whole.
void WsLink::finish_frame(std::int64_t now_us) {
    if (!in_flight_.holds_frame() || has_picture_left_) return;
    cargo_.note_sent(now_us, now_us - frame_began_us_);
    in_flight_.give_back();
}

void WsLink::send_next(std::int64_t now_us) {
    if (stage_ == Stage::opening || stage_ == Stage::greeting) return;
    TextWriter out = sender_.compose();
    if (cargo_.put_next_ack(out)) return sender_.send_text(out.text());
    if (send_question(now_us)) return;
    if (stage_ == Stage::synchronising) {
        if (exchanges_ < kFirstExchanges && now_us < deadline_us_) return;
        stage_ = Stage::streaming;
        return send_advertise();
    }
    if (!is_advertised_) return;
    if (send_frame(now_us) || send_health(now_us)) return;
    send_log_line();
}

// Apart, so that the names of topics are off the stack while anything else is sent.
[[gnu::noinline]] void WsLink::send_advertise() {
    TextWriter out = sender_.compose();
    char topics[4][64];
    TextWriter camera(topics[0]);
    TextWriter health(topics[1]);
    TextWriter log(topics[2]);
    TextWriter note(topics[3]);
    put_topic(camera, identity_, "camera/jpeg");
    put_topic(health, identity_, "health");
    put_topic(log, identity_, "log");
    put_topic(note, identity_, cargo_.note_topic().tail);
    const ChannelMessage channels[] = {{kCamera, camera.text(), "jpeg@1"},
                                       {kHealth, health.text(), "DeviceHealth@1"},
                                       {kLog, log.text(), "LogLine@1"},
                                       {kNote, note.text(), cargo_.note_topic().schema}};
    put_advertise(out, channels, cargo_.note_topic().tail.empty() ? 3 : 4);
    sender_.send_text(out.text());
}

bool WsLink::send_question(std::int64_t now_us) {
    if (now_us < question_due_us_) return false;
    // The first ones follow each other quickly; their answers need not be waited for.
    const bool is_early = stage_ == Stage::synchronising;
    question_due_us_ = now_us + (is_early ? kSynchronisingUs / 16 : kSyncIntervalUs);
    TextWriter out = sender_.compose();
    conversation_.put_question(out, now_us);
    sender_.send_text(out.text());
    return true;
}

bool WsLink::send_frame(std::int64_t now_us) {
    const bool is_next = !in_flight_.holds_frame();
    if (is_next && !cargo_.has_frame()) return false;
    if (is_next) in_flight_ = cargo_.take_frame();
    const Frame& frame = in_flight_.frame();
    // What is said about a picture goes before it, so that readers of both need not wait.
    has_picture_left_ = is_next && takes_notes_ && frame.note.size != 0;
    SampleHeader header;
    header.kind =
        static_cast<std::int64_t>(has_picture_left_ ? SampleKind::value : SampleKind::jpeg);
    header.channel = has_picture_left_ ? kNote : kCamera;
    header.seq = header.frame_seq.emplace(frame.number >= 0 ? frame.number : frame_seq_);
    if (!has_picture_left_) ++frame_seq_;
    // The clock may be known better by the time the picture follows its note.
    if (is_next) captured_us_ = clock_.bridge_from_own(frame.captured_us);
    header.captured_us = captured_us_;
    header.flags = has_picture_left_ ? 0 : kFlagKey;
    header.device_us = frame.captured_us;
    const Room head = sender_.message_head();
    sender_.send_binary({head.data, encode_header(header, head)},
                        has_picture_left_ ? frame.note : frame.jpeg);
    if (is_next) frame_began_us_ = now_us;
    return true;
}

bool WsLink::send_health(std::int64_t now_us) {
    if (!cargo_.is_health_due(now_us)) return false;
    MsgpackWriter value(sender_.composing());
    cargo_.put_health_value(value, now_us);
    if (value.ok()) send_value(kHealth, health_seq_, now_us, value.bytes());
    return value.ok();
}

bool WsLink::send_log_line() {
    LogLine line;
    if (!cargo_.take_log_line(line)) return false;
    MsgpackWriter value(sender_.composing());
    value.map(2).text("level").text(name_of(line.level)).text("text").text(line.text.view());
    send_value(kLog, log_seq_, line.at_us, value.bytes());
    return true;
}

/// Sends a value that stands at the beginning of the composing buffer.
void WsLink::send_value(std::int64_t channel, std::int64_t& seq, std::int64_t at_us, Bytes value) {
    SampleHeader header;
    header.channel = channel;
    header.seq = seq++;
    header.captured_us = clock_.bridge_from_own(at_us);
    const Room head = sender_.message_head();
    sender_.send_binary({head.data, encode_header(header, head)},
                        {sender_.composing().data, value.size});
}

void WsLink::check_deadlines(std::int64_t now_us) {
    if (stage_ == Stage::closing) {
        if (now_us >= deadline_us_) finish(reason_, end_.close_code);
        return;
    }
    if (stage_ == Stage::opening && now_us >= deadline_us_) return finish(Reason::no_answer, 0);
    if (stage_ == Stage::greeting && now_us >= deadline_us_) return finish(Reason::no_answer, 0);
    if (now_us - moved_us_ >= kStallUs) return finish(Reason::stalled, 0);
    if (now_us - heard_us_ >= conversation_.idle_timeout_us()) {
        close(kCloseSilent, "nothing was heard in time", now_us);
        reason_ = Reason::silent;
    } else if (ready_us_ >= 0 && now_us >= ping_due_us_) {
        ping_due_us_ = now_us + kPingIntervalUs;
        sender_.send_ping();
    }
}

void WsLink::close(std::uint16_t code, std::string_view words, std::int64_t now_us) {
    if (is_over() || stage_ == Stage::closing) return;
    if (stage_ == Stage::opening) return finish(Reason::asked_to_close, code);
    if (ready_us_ >= 0) end_.good_us = now_us - ready_us_;
    reason_ = Reason::asked_to_close;
    end_.close_code = code;
    stage_ = Stage::closing;
    deadline_us_ = now_us + kClosingUs;
    sender_.send_close(code, words);
}

void WsLink::abandon() {
    if (!is_over()) finish(reason_, end_.close_code);
}

void WsLink::finish(Reason reason, std::uint16_t code) {
    reason_ = reason;
    end_.close_code = code;
    end_.retry_after_ms = bye_.retry_after_ms;
    if (stage_ != Stage::closing && ready_us_ >= 0) end_.good_us = heard_us_ - ready_us_;
    stream_->close();
    stream_ = nullptr;
    // First the sender lets go of the buffer, then the driver gets it.
    sender_.reset();
    has_picture_left_ = false;
    if (in_flight_.holds_frame()) {
        cargo_.note_lost();
        in_flight_.give_back();
    }
    if (ready_us_ >= 0) cargo_.end_session();
}

}  // namespace bridge
