#include "bridge/locator.hpp"

#include "bridge/bridge_messages.hpp"
#include "bridge/json_writer.hpp"
#include "bridge/protocol.hpp"

namespace bridge {

namespace {

constexpr std::string_view kStoreName = "bridge";
constexpr std::int64_t kSearchUs = 3 * kSecond;
constexpr std::int64_t kAskUs = kSecond;  // Multicast over Wi-Fi gets lost at times.

BridgeAddress address_in(const JsonView& kept) {
    BridgeAddress address;
    address.host = text_in<64>(kept.member("host"));
    const std::int64_t port = kept.member("port").integer().value_or(0);
    address.port = static_cast<std::uint16_t>(port > 0 && port <= 65535 ? port : 0);
    return address;
}

void put_address(JsonWriter& json, std::string_view name, const BridgeAddress& address) {
    if (!address.is_known()) return;
    json.key(name).begin_object().field("host", address.host.view());
    json.field("port", address.port).end_object();
}

}  // namespace

void Locator::load() {
    std::uint8_t room[300];
    const std::string_view text = text_from({room, store_.load(kStoreName, room_in(room))});
    const JsonView kept = check_json(text) ? JsonView(text) : JsonView();
    pinned_ = address_in(kept.member("pinned"));
    last_good_ = address_in(kept.member("last_good"));
}

bool Locator::keep() {
    char room[300];
    TextWriter text(room);
    JsonWriter json(text);
    json.begin_object();
    put_address(json, "pinned", pinned_);
    put_address(json, "last_good", last_good_);
    json.end_object();
    return json.ok() && store_.save(kStoreName, bytes_from(text.text()));
}

bool Locator::pin(std::string_view host, std::uint16_t port) {
    BridgeAddress address;
    if (!address.host.assign(host)) return false;
    address.port = port;
    if (!address.is_known()) return false;
    pinned_ = address;
    return keep();
}

void Locator::forget() {
    pinned_ = last_good_ = BridgeAddress{};
    keep();
}

void Locator::begin(std::int64_t now_us) {
    is_pinned_only_ = false;
    enter(Step::pinned, now_us);
}

void Locator::begin_pinned(std::int64_t now_us) {
    is_pinned_only_ = true;
    enter(pinned_.is_known() ? Step::pinned : Step::exhausted, now_us);
}

void Locator::reject(std::int64_t now_us) {
    if (step_ == Step::exhausted) return;
    const Step next = static_cast<Step>(static_cast<int>(step_) + 1);
    enter(is_pinned_only_ ? Step::exhausted : next, now_us);
}

void Locator::enter(Step step, std::int64_t now_us) {
    if (step == Step::pinned && !pinned_.is_known()) step = Step::last_good;
    const bool is_known_twice =
        last_good_.host == pinned_.host.view() && last_good_.port == pinned_.port;
    if (step == Step::last_good && (!last_good_.is_known() || is_known_twice))
        step = Step::multicast;
    step_ = step;
    candidate_ = BridgeAddress{};
    if (step == Step::pinned) candidate_ = pinned_;
    if (step == Step::last_good) candidate_ = last_good_;
    deadline_us_ = now_us + kSearchUs;
    ask_due_us_ = now_us;
    if (step == Step::exhausted) datagrams_.close();
}

bool Locator::turn(std::int64_t now_us) {
    if (candidate_.is_known()) return true;
    if (step_ != Step::multicast && step_ != Step::broadcast) return false;
    if (listen()) return true;
    if (now_us >= deadline_us_) {
        enter(static_cast<Step>(static_cast<int>(step_) + 1), now_us);
        return false;
    }
    if (now_us >= ask_due_us_) {
        ask_due_us_ = now_us + kAskUs;
        ask(step_ == Step::multicast ? kMdnsAddress : kBroadcastAddress);
    }
    return false;
}

void Locator::ask(std::string_view address) {
    std::uint8_t room[64];
    const auto id = static_cast<std::uint16_t>(random_below(random_, 65536));
    datagrams_.send(address, kMdnsPort, Bytes{room, put_bridge_query(id, room_in(room))});
}

bool Locator::listen() {
    char from[16] = {};
    // A noisy network is not read to its end in one turn.
    for (int i = 0; i < 8; ++i) {
        const std::size_t size = datagrams_.receive(room_, from);
        if (size == 0) return false;
        std::size_t length = 0;
        while (length < sizeof from && from[length] != '\0') ++length;
        candidate_ = read_bridge_answer({room_.data, size}, {from, length});
        if (candidate_.is_known()) return true;
    }
    return false;
}

void Locator::note_good() {
    datagrams_.close();
    if (!candidate_.is_known() || is_pinned_only_) return;
    if (last_good_.host == candidate_.host.view() && last_good_.port == candidate_.port) return;
    last_good_ = candidate_;
    keep();
}

}  // namespace bridge
