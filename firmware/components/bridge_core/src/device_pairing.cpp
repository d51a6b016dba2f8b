// The stage in which a device gets its key: one small request after the other.
#include "bridge/device.hpp"

namespace bridge {

namespace {

constexpr std::int64_t kPollUs = 2 * kSecond;

}  // namespace

void Device::turn_pairing(std::int64_t now_us) {
    if (pairing_size_ == 0) {
        if (now_us < deadline_us_) return;
        TextWriter request(reinterpret_cast<char*>(buffers_.composing), sizeof buffers_.composing);
        const BridgeAddress& address = locator_.candidate();
        pairing_.put_request(request, address.host.view(), address.port);
        pairing_size_ = request.size();
        pairing_sent_ = 0;
        pairing_answer_.reset();
        deadline_us_ = now_us + 5 * kSecond;
    }
    ByteStream& stream = ports_.dialer.stream();
    const Bytes rest = Bytes{buffers_.composing, pairing_size_}.from(pairing_sent_);
    if (!rest.empty()) pairing_sent_ += stream.write(&rest, 1).bytes;
    std::uint8_t room[256];
    const Moved moved = stream.read(room_in(room));
    pairing_answer_.feed({room, moved.bytes});
    if (moved.is_broken) pairing_answer_.end_of_stream();
    const HttpAnswer::State state = pairing_answer_.state();
    if (state == HttpAnswer::State::done) {
        pairing_size_ = 0;
        pairing_.take_answer(pairing_answer_.head(), pairing_answer_.body());
        // Polls are two seconds apart; what follows from an answer is asked at once.
        deadline_us_ = now_us + (pairing_.state() == Pairing::State::waiting ? kPollUs : 0);
        if (pairing_.is_over()) return end_pairing(now_us);
        if (!pairing_answer_.keeps_alive()) {
            const BridgeAddress& address = locator_.candidate();
            ports_.dialer.dial(address.host.view(), address.port);
            enter(Stage::dialing, now_us, 5 * kSecond);
        }
    } else if (state == HttpAnswer::State::failed || now_us >= deadline_us_) {
        end_pairing(now_us);
    }
}

void Device::end_pairing(std::int64_t now_us) {
    wants_pairing_ = false;
    const bool is_paired = pairing_.state() == Pairing::State::approved && take_key(pairing_.key());
    cargo_.log().write(is_paired ? LogLevel::info : LogLevel::warning, now_us,
                       is_paired ? "paired" : "not paired: ask again with bridge pair");
    pairing_.forget();
    ports_.dialer.hang_up();
    if (is_paired) locator_.note_good();
    locator_.begin(now_us);
    enter(Stage::locating, now_us, INT64_MAX);
}

}  // namespace bridge
