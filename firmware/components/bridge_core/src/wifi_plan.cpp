#include "bridge/wifi_plan.hpp"

#include <algorithm>

#include "bridge/json_reader.hpp"
#include "bridge/json_writer.hpp"

namespace bridge {

namespace {

constexpr std::string_view kStoreName = "wifi";
constexpr std::uint32_t kFirstRoundMs = 1000;
constexpr std::uint32_t kLastRoundMs = 30000;

template <std::size_t Capacity>
bool read_text(const JsonView& value, FixedText<Capacity>& into) {
    char room[Capacity];
    TextWriter text(room);
    return value.copy_text(text) && into.assign(text.text());
}

}  // namespace

void WifiPlan::load() {
    const std::string_view text = text_from({scratch_.data, store_.load(kStoreName, scratch_)});
    count_ = current_ = 0;
    if (!check_json(text)) return;
    JsonCursor cursor{JsonView(text)};
    JsonView item;
    while (count_ < kNetworks && cursor.next(item)) {
        Credential& network = networks_[count_];
        network = Credential{};
        if (!read_text(item.member("name"), network.name)) continue;
        if (read_text(item.member("password"), network.password)) ++count_;
    }
}

bool WifiPlan::keep() {
    TextWriter text(scratch_);
    JsonWriter json(text);
    json.begin_array();
    for (std::size_t i = 0; i < count_; ++i) {
        json.begin_object().field("name", networks_[i].name.view());
        json.field("password", networks_[i].password.view()).end_object();
    }
    json.end_array();
    return json.ok() && store_.save(kStoreName, bytes_from(text.text()));
}

void WifiPlan::move_to_front(std::size_t index) {
    std::rotate(networks_, networks_ + index, networks_ + index + 1);
}

bool WifiPlan::add(std::string_view name, std::string_view password) {
    Credential network;
    if (name.empty() || !network.name.assign(name) || !network.password.assign(password))
        return false;
    std::size_t index = 0;
    while (index < count_ && !(networks_[index].name == name)) ++index;
    if (index == kNetworks) return false;
    count_ = std::max(count_, index + 1);
    networks_[index] = network;
    move_to_front(index);
    current_ = 0;
    failed_rounds_ = 0;
    return keep();
}

bool WifiPlan::forget(std::string_view name) {
    for (std::size_t i = 0; i < count_; ++i) {
        if (!(networks_[i].name == name)) continue;
        std::rotate(networks_ + i, networks_ + i + 1, networks_ + count_);
        networks_[--count_] = Credential{};
        current_ = 0;
        return keep();
    }
    return false;
}

void WifiPlan::clear() {
    for (Credential& network : networks_) network = Credential{};
    count_ = current_ = 0;
    keep();
}

const Credential* WifiPlan::current() const {
    std::size_t index = current_;
    while (index < count_ && networks_[index].is_wrong) ++index;
    return index < count_ ? &networks_[index] : nullptr;
}

void WifiPlan::note_joined() {
    failed_rounds_ = 0;
    const Credential* joined = current();
    if (joined == nullptr) return;
    const auto index = static_cast<std::size_t>(joined - networks_);
    current_ = 0;
    if (index == 0) return;  // Nothing changes, and the flash is spared.
    move_to_front(index);
    keep();
}

void WifiPlan::note_failed(WifiFailure failure) {
    const Credential* failed = current();
    if (failed == nullptr) return;
    const auto index = static_cast<std::size_t>(failed - networks_);
    networks_[index].is_wrong = failure == WifiFailure::wrong_password;
    // What was lost while it worked comes back at the same place, as a rule.
    if (failure != WifiFailure::lost) current_ = index + 1;
}

std::uint32_t WifiPlan::begin_round_ms(Random& random) {
    current_ = 0;
    // Routers that restart refuse right passwords for a while: every fourth round asks anew.
    if (++failed_rounds_ % 4 == 0) {
        for (Credential& network : networks_) network.is_wrong = false;
    }
    const std::uint32_t doublings = std::min<std::uint32_t>(failed_rounds_ - 1, 5);
    const std::uint32_t bound_ms = std::min(kLastRoundMs, kFirstRoundMs << doublings);
    return bound_ms / 2 + random_below(random, bound_ms / 2 + 1);
}

}  // namespace bridge
