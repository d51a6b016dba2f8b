#include "bridge/foreign_link.hpp"

namespace bridge {

namespace {

constexpr std::int64_t kOpeningUs = 5 * kSecond;
constexpr std::int64_t kClosingUs = 2 * kSecond;
constexpr std::int64_t kStallUs = 3 * kSecond;
// Servers say little; small pieces keep the stack small.
constexpr std::size_t kReadBytes = 256;
constexpr int kReadRounds = 32;

}  // namespace

ForeignLink::ForeignLink(PersonalityKind kind, const Identity& identity, Cargo& cargo,
                         Random& random, LinkBuffers& buffers)
    : cargo_(cargo),
      random_(random),
      buffers_(buffers),
      kind_(kind),
      reader_(room_in(buffers.received)),
      sender_(random, room_in(buffers.composing)) {
    switch (kind) {
        case PersonalityKind::s3cam:
            personality_ = &personalities_.emplace<S3camPersonality>(cargo);
            break;
        case PersonalityKind::taghub:
            personality_ = &personalities_.emplace<TaghubPersonality>(cargo, identity);
            break;
        default: personality_ = &personalities_.emplace<GostreamPersonality>(); break;
    }
}

void ForeignLink::begin(ByteStream& stream, const BridgeAddress& address, std::int64_t now_us) {
    stream_ = &stream;
    reader_ = WsReader(room_in(buffers_.received));
    sender_.reset();
    step_ = head_bytes_ = 0;
    reason_ = Reason::none;
    end_ = SessionEnd{};
    takes_pictures_ = false;
    ready_us_ = -1;
    now_us_ = heard_us_ = moved_us_ = now_us;
    ping_due_us_ = now_us + kPingIntervalUs;
    stage_ = Stage::opening;
    deadline_us_ = now_us + kOpeningUs;
    std::uint8_t bytes[16];
    random_.fill(room_in(bytes));
    key_ = ws_key_from(bytes_from(bytes));
    TextWriter request = sender_.compose();
    put_upgrade_request(request, {address.host.view(), address.port, personality_->path(), ""},
                        key_);
    sender_.send_raw(request.text());
}

void ForeignLink::turn(std::int64_t now_us) {
    now_us_ = now_us;
    if (stream_ != nullptr) read(now_us);
    if (stream_ != nullptr) write(now_us);
    if (stream_ != nullptr) check_deadlines(now_us);
}

bool ForeignLink::is_quiet() const {
    return sender_.is_idle() && !in_flight_.holds_frame() && !personality_->has_text(now_us_);
}

void ForeignLink::read(std::int64_t now_us) {
    for (int round = 0; round < kReadRounds && stream_ != nullptr; ++round) {
        std::uint8_t room[kReadBytes];
        const Moved moved = stream_->read(room_in(room));
        Bytes bytes{room, moved.bytes};
        if (!bytes.empty()) heard_us_ = now_us;
        if (!bytes.empty() && stage_ == Stage::opening) take_handshake(bytes, now_us);
        while (stream_ != nullptr && !bytes.empty()) {
            const WsEvent event = reader_.take(bytes);
            if (event.kind == WsEventKind::none) break;
            take_event(event, now_us);
        }
        if (moved.is_broken && stream_ != nullptr) return finish(Reason::connection_lost, 0);
        if (moved.bytes < sizeof room) return;
    }
}

void ForeignLink::take_handshake(Bytes& bytes, std::int64_t now_us) {
    const std::size_t size = gather_head(room_in(buffers_.received), head_bytes_, bytes);
    if (size == 0) {
        if (head_bytes_ == sizeof buffers_.received) finish(Reason::not_a_bridge, 0);
        return;
    }
    const HttpHead head(text_from({buffers_.received, size}));
    if (!is_upgrade_accepted(head, key_, "")) {
        return finish(reason_of_status(head.status()), close_code_of_status(head.status()));
    }
    stage_ = Stage::streaming;
    ready_us_ = now_us;
    personality_->begin(now_us);
    cargo_.begin_session(now_us);
}

void ForeignLink::take_event(const WsEvent& event, std::int64_t now_us) {
    switch (event.kind) {
        case WsEventKind::ping: sender_.send_pong(event.payload); return;
        case WsEventKind::text:
            personality_->take_text(text_from(event.payload), now_us);
            if (personality_->refusal() != Reason::none) {
                finish(personality_->refusal(), kCloseUnauthenticated);
            }
            return;
        case WsEventKind::close:
            sender_.send_close(event.code == 1005 ? kCloseNormal : event.code, "");
            sender_.pump(*stream_);
            return finish(stage_ == Stage::closing ? reason_ : Reason::closed_by_bridge,
                          stage_ == Stage::closing ? end_.close_code : event.code);
        case WsEventKind::fault:
            close(event.code, "", now_us);
            reason_ = Reason::bad_message;
            return;
        default: return;
    }
}

void ForeignLink::write(std::int64_t now_us) {
    for (int round = 0; round < 16 && stream_ != nullptr; ++round) {
        if (sender_.is_free()) send_next(now_us);
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

/// A picture that has begun goes on to its end: what is between its messages would be taken
/// for a part of it.
void ForeignLink::send_next(std::int64_t now_us) {
    if (stage_ != Stage::streaming) return;
    if (!takes_pictures_ && personality_->is_admitted()) {
        takes_pictures_ = true;
        cargo_.begin_pictures();
    }
    if (in_flight_.holds_frame() && send_step(now_us)) return;
    TextWriter out = sender_.compose();
    if (personality_->put_next_text(out, now_us)) return sender_.send_text(out.text());
    if (!takes_pictures_ || !cargo_.has_frame()) return;
    in_flight_ = cargo_.take_frame();
    frame_began_us_ = now_us;
    step_ = 0;
    send_step(now_us);
}

/// False when the picture has been handed over whole.
bool ForeignLink::send_step(std::int64_t now_us) {
    TextWriter out = sender_.compose();
    const PictureStep step = personality_->step_of(in_flight_.frame(), step_++, out);
    if (step.kind == PictureStep::Kind::text) {
        sender_.send_text(out.text());
    } else if (step.kind == PictureStep::Kind::binary) {
        sender_.send_binary({}, step.part);
    } else {
        cargo_.note_sent(now_us, now_us - frame_began_us_);
        in_flight_.give_back();
        return false;
    }
    return true;
}

void ForeignLink::check_deadlines(std::int64_t now_us) {
    if (stage_ == Stage::closing) {
        if (now_us >= deadline_us_) finish(reason_, end_.close_code);
        return;
    }
    if (stage_ == Stage::opening && now_us >= deadline_us_) return finish(Reason::no_answer, 0);
    if (now_us - moved_us_ >= kStallUs) return finish(Reason::stalled, 0);
    if (now_us - heard_us_ >= kSilenceUs) return finish(Reason::silent, 0);
    if (stage_ == Stage::streaming && now_us >= ping_due_us_) {
        ping_due_us_ = now_us + kPingIntervalUs;
        sender_.send_ping();
    }
}

void ForeignLink::close(std::uint16_t code, std::string_view words, std::int64_t now_us) {
    if (is_over() || stage_ == Stage::closing) return;
    if (stage_ == Stage::opening) return finish(Reason::asked_to_close, code);
    end_.good_us = now_us - ready_us_;
    reason_ = Reason::asked_to_close;
    end_.close_code = code;
    stage_ = Stage::closing;
    deadline_us_ = now_us + kClosingUs;
    sender_.send_close(code, words);
}

void ForeignLink::abandon() {
    if (!is_over()) finish(reason_, end_.close_code);
}

void ForeignLink::finish(Reason reason, std::uint16_t code) {
    reason_ = reason;
    end_.close_code = code;
    if (stage_ != Stage::closing && ready_us_ >= 0) end_.good_us = heard_us_ - ready_us_;
    stream_->close();
    stream_ = nullptr;
    // First the sender lets go of the buffer, then the driver gets it.
    sender_.reset();
    if (in_flight_.holds_frame()) {
        cargo_.note_lost();
        in_flight_.give_back();
    }
    if (ready_us_ >= 0) cargo_.end_session();
}

}  // namespace bridge
