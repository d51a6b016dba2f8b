#include "bridge/settings.hpp"

#include <algorithm>

#include "bridge/json_reader.hpp"
#include "bridge/near_names.hpp"
#include "bridge/protocol.hpp"
#include "bridge/resolution.hpp"

namespace bridge {

namespace {

constexpr std::string_view kStoreName = "settings";
// Sliders send a dozen values a second; the flash is to see the last of them.
constexpr std::int64_t kQuietUs = 2 * kSecond;

void refuse(Outcome& outcome, std::string_view code, const TextWriter& text) {
    outcome.code = code;
    outcome.text.assign_cut(text.text());
}

Outcome refusal(std::string_view code, const TextWriter& text) {
    Outcome outcome;
    refuse(outcome, code, text);
    return outcome;
}

void put_range(TextWriter& out, const Feature& feature) {
    out.put(", expected ");
    if (feature.type == FeatureType::boolean) {
        out.put("true or false");
    } else if (feature.type == FeatureType::choice) {
        for (std::size_t i = 0; i < feature.choice_count; ++i) {
            out.put(i == 0 ? "" : " ").put(feature.choices[i]);
        }
    } else {
        out.put(feature.type == FeatureType::integer ? "a whole number from " : "a number from ");
        out.put_milli(feature.minimum_milli).put(" to ").put_milli(feature.maximum_milli);
    }
}

/// A number, or a text that is one.
bool read_number(const Scalar& wish, std::int64_t& milli) {
    if (wish.kind == Scalar::Kind::text && check_json(wish.text)) {
        const auto value = JsonView(wish.text).milli();
        milli = value.value_or(0);
        return value.has_value();
    }
    milli = wish.milli;
    return wish.kind == Scalar::Kind::number || wish.kind == Scalar::Kind::boolean;
}

std::size_t find_choice(const SettingRow& row, const Feature& feature, const Scalar& wish) {
    char room[24];
    TextWriter number(room);
    number.put_milli(wish.milli);
    const std::string_view word = wish.kind == Scalar::Kind::number ? number.text() : wish.text;
    if (row.id == SettingId::resolution) return find_resolution(word);
    std::size_t index = 0;
    while (index < feature.choice_count && feature.choices[index] != word) ++index;
    return index;
}

}  // namespace

std::int32_t encoder_quality_from(std::int32_t quality) {
    // 4, the best, is 95; 63 is 10. Above 95 an encoder makes files larger and nothing better.
    return 95 - (quality - 4) * 85 / 59;
}

bool Settings::has(SettingId id) const {
    if (id == SettingId::lamp && !board_.has_lamp()) return false;
    return range_of(setting_row(id), camera_.sensor()).exists();
}

Settings::Reading Settings::read(const SettingRow& row, const Scalar& wish) const {
    Reading reading;
    const Feature feature = feature_of(row, camera_.sensor());
    const SettingRange range = range_of(row, camera_.sensor());
    std::int64_t milli = 0;
    bool is_on = false;
    bool is_good = false;
    if (row.type == FeatureType::choice) {
        milli = static_cast<std::int64_t>(find_choice(row, feature, wish)) * 1000;
        is_good = range.has(milli);
    } else if (row.type == FeatureType::boolean && wish.kind == Scalar::Kind::text) {
        is_good = read_switch(wish.text, is_on);
        milli = is_on ? 1000 : 0;
    } else {
        is_good = read_number(wish, milli) && range.has(milli) &&
                  (row.type == FeatureType::decimal || milli % 1000 == 0);
    }
    reading.outcome.is_done = is_good;
    reading.value = static_cast<std::int32_t>(is_good ? milli : 0);
    if (is_good) return reading;
    char room[160];
    TextWriter text(room);
    text.put(row.name).put(" = ");
    if (wish.kind == Scalar::Kind::text) text.put(wish.text.substr(0, 24));
    if (wish.kind == Scalar::Kind::number) text.put_milli(wish.milli);
    if (wish.kind == Scalar::Kind::boolean) text.put(wish.milli != 0 ? "true" : "false");
    if (wish.is_null()) text.put("null");
    put_range(text, feature);
    refuse(reading.outcome, "out_of_range", text);
    return reading;
}

Outcome Settings::check(std::string_view name, const Scalar& wish) const {
    const SettingRow* row = find_setting(name);
    if (row != nullptr && has(row->id)) return read(*row, wish).outcome;
    char room[160];
    TextWriter text(room);
    text.put("no setting ").put(name.substr(0, 32));
    put_near_names(
        text, name,
        [this](std::size_t i) {
            const auto id = static_cast<SettingId>(i);
            return has(id) ? setting_row(id).name : std::string_view{};
        },
        kSettingCount);
    return refusal("no_such_setting", text);
}

Outcome Settings::set(std::string_view name, const Scalar& wish, std::int64_t now_us) {
    const Outcome checked = check(name, wish);
    if (!checked.is_done) return checked;
    const SettingRow& row = *find_setting(name);
    std::int32_t value = read(row, wish).value;
    if (!apply(row, value)) {
        char room[120];
        TextWriter text(room);
        text.put(row.name).put(": the sensor did not take the value");
        return refusal("camera_refused", text);
    }
    std::int32_t& kept = values_[static_cast<std::size_t>(row.id)];
    if (kept != value) {
        kept = value;
        ++revision_;
        changed_us_ = now_us;
        if (row.id == SettingId::resolution || row.id == SettingId::xclk_mhz) wants_restart_ = true;
    }
    Outcome outcome;
    outcome.is_done = true;
    outcome.value = this->value(row.id);
    return outcome;
}

bool Settings::apply(const SettingRow& row, std::int32_t& value) {
    if (row.id == SettingId::lamp) return board_.set_lamp(value / 1000);
    if (row.control == kNoControl) return true;
    const bool is_software =
        row.id == SettingId::quality && camera_.sensor() == SensorModel::gc0308;
    const std::int32_t asked = is_software ? encoder_quality_from(value / 1000) : value / 1000;
    const Applied applied = camera_.apply(static_cast<Control>(row.control), asked);
    // Drivers clamp silently; what they made of it is what people are told.
    if (applied.is_done && !is_software && applied.value != asked) value = applied.value * 1000;
    return applied.is_done;
}

void Settings::apply_quality(std::int32_t quality) {
    std::int32_t value = quality * 1000;
    apply(setting_row(SettingId::quality), value);
}

void Settings::apply_all() {
    for (std::size_t i = 0; i < kSettingCount; ++i) {
        const auto id = static_cast<SettingId>(i);
        // Values under an automatic are the sensor's own until the automatic is off.
        const bool is_automatic =
            (id == SettingId::exposure_value && raw(SettingId::exposure_auto) != 0) ||
            (id == SettingId::gain_value && raw(SettingId::gain_auto) != 0);
        if (!has(id) || is_automatic) continue;
        std::int32_t value = values_[i];
        if (apply(setting_row(id), value)) values_[i] = value;
    }
}

void Settings::load() {
    const std::string_view text = text_from({scratch_.data, store_.load(kStoreName, scratch_)});
    const JsonView kept = check_json(text) ? JsonView(text) : JsonView();
    for (std::size_t i = 0; i < kSettingCount; ++i) {
        const SettingRow& row = setting_row(static_cast<SettingId>(i));
        const JsonView value = kept.member(row.name);
        const auto milli = value.integer();
        const bool is_good = milli && range_of(row, camera_.sensor()).has(*milli);
        values_[i] = is_good ? static_cast<std::int32_t>(*milli) : row.usual;
        // Whoever prepared the board wrote words, as people type them into the console.
        if (const auto words = value.plain_text()) {
            const Reading reading = read(row, Scalar::of_text(*words));
            if (reading.outcome.is_done) values_[i] = reading.value;
        }
    }
}

bool Settings::keep(std::int64_t now_us) {
    if (changed_us_ < 0 || now_us - changed_us_ < kQuietUs) return false;
    changed_us_ = -1;
    TextWriter text(scratch_);
    JsonWriter json(text);
    json.begin_object();
    for (std::size_t i = 0; i < kSettingCount; ++i) {
        const SettingRow& row = setting_row(static_cast<SettingId>(i));
        // Outputs come up safe after a restart, whatever they were.
        if (values_[i] != row.usual && row.id != SettingId::lamp) json.field(row.name, values_[i]);
    }
    json.end_object();
    return json.ok() && store_.save(kStoreName, bytes_from(text.text()));
}

Scalar Settings::value(SettingId id) const {
    const SettingRow& row = setting_row(id);
    const std::int32_t value = raw(id);
    if (row.type == FeatureType::boolean) return Scalar::boolean(value != 0);
    if (row.type != FeatureType::choice) return Scalar::number(value);
    const auto index = static_cast<std::size_t>(value / 1000);
    return Scalar::of_text(id == SettingId::resolution ? resolution_names()[index]
                                                       : row.choices[index]);
}

PaceSettings Settings::pace() const {
    PaceSettings pace;
    pace.fps_milli = raw(SettingId::fps);
    pace.idle_fps_milli = raw(SettingId::idle_fps);
    pace.quality = raw(SettingId::quality) / 1000;
    pace.is_streaming = raw(SettingId::stream) != 0;
    return pace;
}

CameraPlan Settings::plan(std::int32_t sizes_down) const {
    const std::int32_t index =
        std::max<std::int32_t>(0, raw(SettingId::resolution) / 1000 - sizes_down);
    const Resolution& size = resolution_at(static_cast<std::size_t>(index));
    constexpr std::uint8_t kMhz[] = {8, 10, 16, 20};
    CameraPlan plan;
    plan.width_px = size.width_px;
    plan.height_px = size.height_px;
    plan.quality = static_cast<std::uint8_t>(raw(SettingId::quality) / 1000);
    plan.xclk_mhz = kMhz[raw(SettingId::xclk_mhz) / 1000];
    return plan;
}

bool Settings::take_restart() {
    const bool wanted = wants_restart_;
    wants_restart_ = false;
    return wanted;
}

void Settings::put_features(JsonWriter& json) const {
    for (std::size_t i = 0; i < kSettingCount; ++i) {
        const auto id = static_cast<SettingId>(i);
        if (has(id)) put_feature(json, feature_of(setting_row(id), camera_.sensor()));
    }
}

void Settings::put_values(MsgpackWriter& out) const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < kSettingCount; ++i) count += has(static_cast<SettingId>(i)) ? 1 : 0;
    out.map(count);
    for (std::size_t i = 0; i < kSettingCount; ++i) {
        const auto id = static_cast<SettingId>(i);
        if (!has(id)) continue;
        out.text(setting_row(id).name);
        put_scalar(out, value(id));
    }
}

}  // namespace bridge
