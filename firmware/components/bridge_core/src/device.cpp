#include "bridge/device.hpp"

#include <algorithm>

namespace bridge {

namespace {

constexpr std::int64_t kJoinUs = 20 * kSecond;
constexpr std::int64_t kDialUs = 5 * kSecond;
constexpr std::int64_t kDeedUs = 2 * kSecond;
constexpr std::int64_t kPortalUs = 180 * kSecond;
constexpr std::int64_t kNever = INT64_MAX;
// The longest nap: what a port finds by being asked is found in time, and watchdogs stay calm.
constexpr std::int64_t kNapUs = 20000;
constexpr std::string_view kKeyName = "key";
constexpr std::string_view kTokenName = "token";

/// Attempts that say nothing against another address for the same bridge.
bool may_be_elsewhere(Reason reason) {
    return reason == Reason::no_answer || reason == Reason::not_a_bridge ||
           reason == Reason::unreachable || reason == Reason::false_bridge;
}

Reason reason_of(WifiFailure failure) {
    switch (failure) {
        case WifiFailure::wrong_password: return Reason::wrong_password;
        case WifiFailure::not_found: return Reason::network_not_found;
        case WifiFailure::none:
        case WifiFailure::lost:
        case WifiFailure::other: break;
    }
    return Reason::network_lost;
}

}  // namespace

Device::Device(const DevicePorts& ports, const DeviceNames& names)
    : ports_(ports),
      names_(names),
      cargo_(ports.camera, ports.board, ports.store, room_in(scratch_)),
      wifi_plan_(ports.store, room_in(scratch_)),
      // It listens while there is no link.
      locator_(ports.datagrams, ports.random, ports.store, room_in(buffers_.received)),
      pairing_answer_(room_in(buffers_.received)) {}

void Device::begin(std::int64_t now_us) {
    identity_.sdk.assign_cut(names_.sdk);
    std::uint8_t boot[4];
    ports_.random.fill(room_in(boot));
    char room[8];
    TextWriter text(room);
    text.put_hex(bytes_from(boot));
    identity_.boot.assign(text.text());
    load_key();
    cargo_.begin(now_us);
    wifi_plan_.load();
    locator_.load();
    offline_since_us_ = now_us;
    begin_join(now_us);
}

void Device::load_key() {
    std::uint8_t room[kMaxKeyText];
    const std::string_view kept = text_from({room, ports_.store.load(kKeyName, room_in(room))});
    const std::string_view id = id_of_key(kept);
    identity_.key.assign(id.empty() ? std::string_view{} : kept);
    identity_.id.assign(id.empty() ? names_.default_id : id);
    identity_.token.assign(
        text_from({room, ports_.store.load(kTokenName, {room, identity_.token.kCapacity})}));
}

bool Device::take_token(std::string_view token) {
    return identity_.token.assign(token) && ports_.store.save(kTokenName, bytes_from(token));
}

bool Device::take_key(std::string_view key) {
    if (id_of_key(key).empty() || !ports_.store.save(kKeyName, bytes_from(key))) return false;
    load_key();
    return true;
}

void Device::enter(Stage stage, std::int64_t now_us, std::int64_t for_us) {
    stage_ = stage;
    deadline_us_ = for_us == kNever ? kNever : now_us + for_us;
}

Stage Device::stage() const {
    return link_ != nullptr ? link_->stage() : stage_;
}

bool Device::wants_portal(std::int64_t now_us) const {
    return !is_joined_ && !names_.is_wired && now_us - offline_since_us_ >= kPortalUs;
}

std::int64_t Device::turn(std::int64_t now_us) {
    cargo_.turn(now_us);
    watch_network(now_us);
    switch (stage_) {
        case Stage::joining: turn_joining(now_us); break;
        case Stage::locating: turn_locating(now_us); break;
        case Stage::listening:
        case Stage::dialing: turn_dialing(now_us); break;
        case Stage::pairing: turn_pairing(now_us); break;
        case Stage::unprovisioned: break;
        case Stage::waiting:
        case Stage::refused:
            if (now_us >= deadline_us_) begin_join(now_us);
            break;
        default: turn_link(now_us); break;
    }
    do_deed(now_us);
    return std::min(now_us + kNapUs, std::max(now_us, cargo_.next_turn_us(now_us)));
}

/// Joins, or goes on to find the bridge when the network is there already.
void Device::begin_join(std::int64_t now_us) {
    if (is_joined_ || names_.is_wired) {
        is_joined_ = true;
        if (personality() == PersonalityKind::capture81) {
            ports_.dialer.listen(names_.listen_port);
            return enter(Stage::listening, now_us, kNever);
        }
        if (personality() == PersonalityKind::native) {
            locator_.begin(now_us);
        } else {
            locator_.begin_pinned(now_us);
        }
        return enter(Stage::locating, now_us, kNever);
    }
    const Credential* network = wifi_plan_.current();
    if (network == nullptr && wifi_plan_.count() != 0) {
        // All of them refuse their passwords: rounds go on, as a router may yet relent.
        const std::int64_t wait_ms = wifi_plan_.begin_round_ms(ports_.random);
        return enter(Stage::waiting, now_us, wait_ms * 1000);
    }
    if (network == nullptr) {
        reason_ = Reason::no_network_known;
        return enter(Stage::unprovisioned, now_us, kNever);
    }
    ports_.wifi.join(network->name.view(), network->password.view());
    enter(Stage::joining, now_us, kJoinUs);
}

void Device::watch_network(std::int64_t now_us) {
    if (names_.is_wired) return;
    const bool is_up = ports_.wifi.report().state == WifiState::up;
    if (is_up || !is_joined_) return;
    // Gone while it was in use: everything above it goes too, and joining begins at once.
    is_joined_ = false;
    offline_since_us_ = now_us;
    reason_ = Reason::network_lost;
    cargo_.log().write(LogLevel::warning, now_us, remedy_of(reason_));
    break_off("the network is gone", now_us);
    wifi_plan_.note_failed(WifiFailure::lost);
    begin_join(now_us);
}

/// Lets go of the connection, whatever it was for.
void Device::break_off(std::string_view words, std::int64_t now_us) {
    if (link_ != nullptr && !link_->is_over()) {
        // What the socket takes of the close frame is a courtesy.
        link_->close(kCloseGoingAway, words, now_us);
        link_->turn(now_us);
        link_->abandon();
    }
    link_ = nullptr;
    ports_.dialer.hang_up();
}

void Device::turn_joining(std::int64_t now_us) {
    const WifiReport report = ports_.wifi.report();
    if (report.state == WifiState::up) {
        is_joined_ = true;
        wifi_plan_.note_joined();
        return begin_join(now_us);
    }
    const bool has_failed = report.state == WifiState::down && report.failure != WifiFailure::none;
    if (!has_failed && now_us < deadline_us_) return;
    reason_ = reason_of(report.failure);
    cargo_.log().write(LogLevel::warning, now_us, remedy_of(reason_));
    ports_.wifi.leave();
    // A loss while joining is no reason to stay with this network.
    wifi_plan_.note_failed(report.failure == WifiFailure::lost ? WifiFailure::other
                                                               : report.failure);
    if (wifi_plan_.current() != nullptr) return begin_join(now_us);
    enter(Stage::waiting, now_us, wifi_plan_.begin_round_ms(ports_.random) * std::int64_t{1000});
}

void Device::turn_locating(std::int64_t now_us) {
    if (locator_.turn(now_us)) {
        const BridgeAddress& address = locator_.candidate();
        had_address_ = true;
        ports_.dialer.dial(address.host.view(), address.port);
        enter(Stage::dialing, now_us, kDialUs);
    } else if (locator_.step() == Locator::Step::exhausted) {
        // The last address's reason says more than that nothing else was found.
        fail(had_address_ ? reason_ : Reason::no_bridge_found, SessionEnd{}, now_us);
        had_address_ = false;
    }
}

void Device::turn_dialing(std::int64_t now_us) {
    const DialState state = ports_.dialer.state();
    if (state == DialState::open) {
        if (wants_pairing_ && personality() == PersonalityKind::native) {
            if (pairing_.is_over()) {
                pairing_.begin(identity_.id.view(), identity_.name.view(), ports_.random);
            }
            pairing_size_ = pairing_sent_ = 0;
            return enter(Stage::pairing, now_us, 0);
        }
        return begin_link(now_us);
    }
    if (state != DialState::failed && now_us < deadline_us_) return;
    if (stage_ == Stage::listening) return fail(Reason::cannot_listen, SessionEnd{}, now_us);
    ports_.dialer.hang_up();
    reason_ = Reason::unreachable;
    locator_.reject(now_us);
    enter(Stage::locating, now_us, kNever);
}

/// Keeps the link of the last session if it is of the same kind, with the numbers it counts.
void Device::begin_link(std::int64_t now_us) {
    if (personality() != PersonalityKind::native) {
        link_ = link_of_personality();
    } else if (cargo_.settings().raw(SettingId::transport) != 0) {
        auto* link = std::get_if<HttpLink>(&links_);
        if (link == nullptr) {
            link = &links_.emplace<HttpLink>(identity_, clock_, cargo_, buffers_);
        }
        link_ = link;
    } else {
        auto* link = std::get_if<WsLink>(&links_);
        if (link == nullptr) {
            link = &links_.emplace<WsLink>(identity_, clock_, cargo_, ports_.random, buffers_);
        }
        link_ = link;
    }
    is_good_ = false;
    link_->begin(ports_.dialer.stream(), locator_.candidate(), now_us);
    enter(Stage::greeting, now_us, kNever);
}

void Device::turn_link(std::int64_t now_us) {
    link_->turn(now_us);
    if (!link_->is_over()) {
        if (link_->stage() == Stage::streaming && !is_good_) {
            is_good_ = true;
            had_address_ = false;
            reason_ = Reason::none;
            locator_.note_good();
        }
        return;
    }
    const Reason reason = link_->reason();
    const SessionEnd end = link_->end();
    link_ = nullptr;
    if (personality() == PersonalityKind::capture81) {
        // Clients come and go; the next one need not wait.
        ports_.dialer.hang_up();
        return begin_join(now_us);
    }
    if (end.good_us == 0 && may_be_elsewhere(reason)) {
        ports_.dialer.hang_up();
        reason_ = reason;
        locator_.reject(now_us);
        return enter(Stage::locating, now_us, kNever);
    }
    fail(reason, end, now_us);
}

void Device::fail(Reason reason, const SessionEnd& end, std::int64_t now_us) {
    ports_.dialer.hang_up();
    reason_ = reason;
    if (!remedy_of(reason).empty()) {
        char room[120];
        TextWriter text(room);
        text.put(name_of(reason)).put(": ").put(remedy_of(reason).substr(0, 90));
        cargo_.log().write(LogLevel::warning, now_us, text.text());
    }
    const std::uint32_t wait_ms = backoff_.next_ms(end, ports_.random);
    const bool is_for_a_person = is_hopeless(end.close_code);
    enter(is_for_a_person ? Stage::refused : Stage::waiting, now_us, wait_ms * std::int64_t{1000});
}

/// Restarts when the answer has left, the link is closed, or both take too long.
void Device::do_deed(std::int64_t now_us) {
    if (cargo_.deed() == Deed::none) return;
    if (deed_due_us_ < 0) deed_due_us_ = now_us + kDeedUs;
    const bool is_late = now_us >= deed_due_us_;
    if (link_ != nullptr && !link_->is_over() && !is_late) {
        if (link_->is_quiet()) link_->close(kCloseGoingAway, "restarting", now_us);
        return;
    }
    if (cargo_.deed() == Deed::factory_reset) ports_.store.erase_all();
    cargo_.clear_deed();
    deed_due_us_ = -1;
    ports_.board.restart();
}

}  // namespace bridge
