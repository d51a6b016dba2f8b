#include "bridge/update_download.hpp"

#include <algorithm>

#include "bridge/protocol.hpp"

namespace bridge {

namespace {

constexpr std::int64_t kDialUs = 5 * kSecond;
constexpr std::int64_t kAnswerUs = 10 * kSecond;
constexpr std::int64_t kFirstWaitUs = kSecond;
constexpr std::int64_t kLastWaitUs = 15 * kSecond;
// A bridge that restarts, or a router, comes back in this time.
constexpr std::int64_t kPatienceUs = 180 * kSecond;
constexpr std::string_view kPath = "/v1/firmware/download/";

}  // namespace

void UpdateDownload::begin(const UpdateOffer& offer, std::int64_t now_us) {
    offer_ = offer;
    fault_ = UpdateFault::none;
    digest_ = Sha256();
    done_ = 0;
    retry_us_ = moved_us_ = now_us;
    retry_wait_us_ = kFirstWaitUs;
    state_ = State::waiting;
    const SlotFault fault = slot_.begin(offer.size);
    if (fault != SlotFault::none) fail(fault_of(fault));
}

void UpdateDownload::turn(const BridgeAddress& bridge, std::int64_t now_us) {
    if (state_ == State::waiting && now_us >= retry_us_ && bridge.is_known()) {
        bridge_ = bridge;
        dialer_.dial(bridge_.host.view(), bridge_.port);
        state_ = State::dialing;
        deadline_us_ = now_us + kDialUs;
    }
    if (state_ == State::dialing) {
        const DialState dial = dialer_.state();
        if (dial == DialState::open) {
            has_retried_ = false;
            ask(now_us);
        } else if (dial == DialState::failed || now_us >= deadline_us_) {
            try_again(now_us);
        }
    }
    if (state_ == State::asking) write(now_us);
    if (state_ == State::asking) read(now_us);
    if (state_ == State::asking && now_us >= deadline_us_) try_again(now_us);
    const bool is_going_on =
        state_ == State::waiting || state_ == State::dialing || state_ == State::asking;
    if (is_going_on && now_us - moved_us_ >= kPatienceUs) fail(UpdateFault::unreachable);
}

std::size_t UpdateDownload::piece_bytes() const {
    return std::min(kUpdatePiece, offer_.size - done_);
}

void UpdateDownload::ask(std::int64_t now_us) {
    char path_room[96];
    TextWriter path(path_room);
    path.put(kPath).put(offer_.sha256.view());
    TextWriter head(head_);
    begin_head(head, {"GET", path.text(), bridge_.host.view(), bridge_.port, {}, 0});
    char range_room[64];
    TextWriter range(range_room);
    range.put("bytes=").put_integer(static_cast<std::int64_t>(done_)).put('-');
    range.put_integer(static_cast<std::int64_t>(done_ + piece_bytes() - 1));
    put_header(head, "Range", range.text());
    if (proof_.is_known()) proof_.put_header(head, identity_, "GET", path.text(), {});
    end_head(head);
    head_size_ = head.size();
    sent_ = 0;
    answer_.reset();
    state_ = State::asking;
    deadline_us_ = now_us + kAnswerUs;
}

void UpdateDownload::write(std::int64_t now_us) {
    if (sent_ == head_size_) return;
    const Bytes rest = Bytes{reinterpret_cast<const std::uint8_t*>(head_), head_size_}.from(sent_);
    const Moved moved = dialer_.stream().write(&rest, 1);
    sent_ += moved.bytes;
    if (moved.is_broken) try_again(now_us);
}

void UpdateDownload::read(std::int64_t now_us) {
    // A piece in some reads; more would keep the session waiting.
    for (int round = 0; round < 24 && state_ == State::asking; ++round) {
        std::uint8_t room[256];
        const Moved moved = dialer_.stream().read(room_in(room));
        answer_.feed({room, moved.bytes});
        if (answer_.state() == HttpAnswer::State::done) return take_answer(now_us);
        if (moved.is_broken || answer_.state() == HttpAnswer::State::failed) {
            return try_again(now_us);
        }
        if (moved.bytes < sizeof room) return;
    }
}

void UpdateDownload::take_answer(std::int64_t now_us) {
    const int status = answer_.head().status();
    const bool keeps_alive = answer_.keeps_alive();
    const bool may_prove = status == 401 && !has_retried_ && !identity_.key.empty();
    if (may_prove && proof_.take_challenge(answer_.head())) {
        has_retried_ = true;
        return keeps_alive ? ask(now_us) : try_again(now_us);
    }
    if (status == 404 || status == 410) return fail(UpdateFault::no_such_image);
    if (status == 429 || status >= 500) return try_again(now_us);
    if (status != 206) return fail(UpdateFault::refused);
    if (!is_expected_piece(answer_.body())) return fail(UpdateFault::wrong_hash);
    take_piece(answer_.body(), now_us);
    if (state_ != State::asking) return;
    has_retried_ = false;
    if (keeps_alive) return ask(now_us);
    retry_wait_us_ = 0;
    try_again(now_us);
}

/// "bytes FIRST-LAST/SIZE" with the numbers that were asked for.
bool UpdateDownload::is_expected_piece(Bytes body) const {
    char room[80];
    TextWriter expected(room);
    expected.put("bytes ").put_integer(static_cast<std::int64_t>(done_)).put('-');
    expected.put_integer(static_cast<std::int64_t>(done_ + piece_bytes() - 1)).put('/');
    expected.put_integer(static_cast<std::int64_t>(offer_.size));
    return body.size == piece_bytes() && answer_.head().header("Content-Range") == expected.text();
}

void UpdateDownload::take_piece(Bytes piece, std::int64_t now_us) {
    const UpdateFault fault = done_ == 0 ? judge_image(offer_, piece) : UpdateFault::none;
    if (fault != UpdateFault::none) return fail(fault);
    digest_.add(piece);
    const SlotFault written = slot_.write(piece);
    if (written != SlotFault::none) return fail(fault_of(written));
    done_ += piece.size;
    moved_us_ = now_us;
    retry_wait_us_ = kFirstWaitUs;
    if (done_ == offer_.size) finish();
}

void UpdateDownload::finish() {
    char room[kShaLetters];
    TextWriter found(room);
    found.put_hex(bytes_from(digest_.finish()));
    if (!(offer_.sha256 == found.text())) return fail(UpdateFault::wrong_hash);
    const SlotFault fault = slot_.finish();
    if (fault != SlotFault::none) return fail(fault_of(fault));
    dialer_.hang_up();
    state_ = State::done;
}

void UpdateDownload::try_again(std::int64_t now_us) {
    dialer_.hang_up();
    state_ = State::waiting;
    retry_us_ = now_us + retry_wait_us_;
    retry_wait_us_ = std::clamp(retry_wait_us_ * 2, kFirstWaitUs, kLastWaitUs);
}

void UpdateDownload::fail(UpdateFault fault) {
    dialer_.hang_up();
    slot_.abandon();
    fault_ = fault;
    state_ = State::failed;
}

}  // namespace bridge
