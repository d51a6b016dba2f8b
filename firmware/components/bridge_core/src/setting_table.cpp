#include "bridge/setting_table.hpp"

#include <iterator>

#include "bridge/http_head.hpp"
#include "bridge/resolution.hpp"

namespace bridge {

namespace {

constexpr SettingRange whole(int low, int high) {
    return {low * 1000, high * 1000};
}
constexpr SettingRange kAbsent{};
constexpr SettingRange kSwitch = whole(0, 1);
constexpr std::uint8_t kNone = kNoControl;

constexpr std::uint8_t of(Control control) {
    return static_cast<std::uint8_t>(control);
}

constexpr std::string_view kWhiteBalances[] = {"auto", "sunny", "cloudy", "office", "home"};
constexpr std::string_view kEffects[] = {"none",  "negative", "grayscale", "red",
                                         "green", "blue",     "sepia"};
constexpr std::string_view kClocks[] = {"8", "10", "16", "20"};
constexpr std::string_view kTransports[] = {"websocket", "http"};
constexpr std::string_view kPersonalities[] = {"native", "s3cam", "gostream", "capture81",
                                               "taghub"};
constexpr SettingRange kFps{100, 60000};

using Type = FeatureType;
using Id = SettingId;

// clang-format off
constexpr SettingRow kRows[] = {
    {Id::stream, "stream", Type::boolean, kSwitch, kSwitch, kSwitch, 1000, kNone, nullptr, "", "",
     "send pictures"},
    // How many sizes there are depends on the sensor, not on this range.
    {Id::resolution, "resolution", Type::choice, whole(0, 11), whole(0, 15), whole(0, 6), 6000, kNone,
     nullptr, "", "framesize", "size of the pictures; a change starts the camera anew"},
    // Below 4 large pictures overflow the driver's buffers; at 64 an OV3660 wraps to 0.
    {Id::quality, "quality", Type::integer, whole(4, 63), whole(4, 63), whole(4, 63), 12000,
     of(Control::quality), nullptr, "", "", "of the JPEG; lower is better and larger"},
    {Id::fps, "fps", Type::decimal, kFps, kFps, kFps, 15000, kNone, nullptr, "Hz", "framerate",
     "pictures a second while somebody watches"},
    {Id::idle_fps, "idle-fps", Type::decimal, {0, 5000}, {0, 5000}, {0, 5000}, 500, kNone, nullptr, "Hz",
     "", "pictures a second while nobody watches; 0 for none"},
    {Id::brightness, "brightness", Type::integer, whole(-2, 2), whole(-3, 3), kAbsent, 0,
     of(Control::brightness), nullptr, "", "", "of the picture"},
    {Id::contrast, "contrast", Type::integer, whole(-2, 2), whole(-3, 3), whole(-2, 2), 0,
     of(Control::contrast), nullptr, "", "", "of the picture"},
    {Id::saturation, "saturation", Type::integer, whole(-2, 2), whole(-4, 4), whole(-2, 2), 0,
     of(Control::saturation), nullptr, "", "", "of colours"},
    {Id::sharpness, "sharpness", Type::integer, kAbsent, whole(-3, 3), whole(-2, 2), 0,
     of(Control::sharpness), nullptr, "", "", "of edges"},
    {Id::denoise, "denoise", Type::integer, kAbsent, whole(0, 8), kAbsent, 0, of(Control::denoise),
     nullptr, "", "", "how much noise is smoothed away"},
    {Id::ae_level, "ae-level", Type::integer, whole(-2, 2), whole(-5, 5), whole(-2, 2), 0,
     of(Control::ae_level), nullptr, "", "ae_level", "how bright automatic exposure aims"},
    {Id::exposure_auto, "exposure-auto", Type::boolean, kSwitch, kSwitch, kSwitch, 1000,
     of(Control::exposure_auto), nullptr, "", "aec exposure", "let the sensor choose the exposure"},
    {Id::exposure_value, "exposure-value", Type::integer, whole(0, 1200), whole(0, 1536), whole(0, 1200),
     300000, of(Control::exposure_value), nullptr, "lines", "aec_value", "exposure when it is not automatic"},
    {Id::gain_auto, "gain-auto", Type::boolean, kSwitch, kSwitch, kSwitch, 1000, of(Control::gain_auto),
     nullptr, "", "agc gain", "let the sensor choose the gain"},
    {Id::gain_value, "gain-value", Type::integer, whole(0, 30), whole(0, 64), whole(0, 30), 0,
     of(Control::gain_value), nullptr, "", "agc_gain", "gain when it is not automatic"},
    // One driver takes a step from 0 to 6 here, the other a number of ten bits.
    {Id::gain_ceiling, "gain-ceiling", Type::integer, whole(0, 6), whole(0, 511), kAbsent, 0,
     of(Control::gain_ceiling), nullptr, "", "gainceiling", "how far automatic gain may go"},
    {Id::white_balance_auto, "white-balance-auto", Type::boolean, kSwitch, kSwitch, kSwitch, 1000,
     of(Control::white_balance_auto), nullptr, "", "awb whitebalance", "let the sensor find white"},
    {Id::white_balance_mode, "white-balance-mode", Type::choice, whole(0, 4), whole(0, 4), whole(0, 4), 0,
     of(Control::white_balance_mode), kWhiteBalances, "", "wb_mode", "what light there is"},
    {Id::effect, "effect", Type::choice, whole(0, 6), whole(0, 6), whole(0, 6), 0, of(Control::effect),
     kEffects, "", "special_effect", "of colours"},
    {Id::lens_correction, "lens-correction", Type::boolean, kSwitch, kSwitch, kAbsent, 1000,
     of(Control::lens_correction), nullptr, "", "lenc", "brighten the corners"},
    {Id::hmirror, "hmirror", Type::boolean, kSwitch, kSwitch, kSwitch, 0, of(Control::hmirror), nullptr, "",
     "", "left and right exchanged"},
    {Id::vflip, "vflip", Type::boolean, kSwitch, kSwitch, kSwitch, 0, of(Control::vflip), nullptr, "", "",
     "upside down"},
    {Id::colorbar, "colorbar", Type::boolean, kSwitch, kSwitch, kSwitch, 0, of(Control::colorbar), nullptr,
     "", "", "a test picture without the lens"},
    {Id::lamp, "lamp", Type::integer, whole(0, 255), whole(0, 255), whole(0, 255), 0, kNone, nullptr, "",
     "led_intensity flash", "the board's lamp"},
    {Id::xclk_mhz, "xclk-mhz", Type::choice, whole(0, 3), whole(0, 3), whole(0, 3), 3000, kNone, kClocks,
     "MHz", "xclk", "the sensor's clock: some disturb Wi-Fi; a change starts the camera anew"},
    {Id::transport, "transport", Type::choice, whole(0, 1), whole(0, 1), whole(0, 1), 0, kNone, kTransports,
     "", "", "how to talk to the bridge"},
    {Id::personality, "personality", Type::choice, whole(0, 4), whole(0, 4), whole(0, 4), 0, kNone,
     kPersonalities, "", "", "whose server is spoken to, from the next connection on"},
};
// clang-format on
static_assert(std::size(kRows) == kSettingCount, "a row for each setting");

constexpr bool are_rows_in_order() {
    for (std::size_t i = 0; i < kSettingCount; ++i) {
        const SettingRow& row = kRows[i];
        if (static_cast<std::size_t>(row.id) != i) return false;
        for (const SettingRange* range : {&row.ov2640, &row.ov3660, &row.gc0308}) {
            if (range->exists() && !range->has(row.usual)) return false;
        }
    }
    return true;
}
static_assert(are_rows_in_order(), "rows stand in the order of their ids, usual values in range");

bool has_alias(std::string_view aliases, std::string_view name) {
    while (!aliases.empty()) {
        const std::size_t space = aliases.find(' ');
        if (equals_ignoring_case(aliases.substr(0, space), name)) return true;
        aliases.remove_prefix(space == std::string_view::npos ? aliases.size() : space + 1);
    }
    return false;
}

}  // namespace

const SettingRow& setting_row(SettingId id) {
    return kRows[static_cast<std::size_t>(id)];
}

const SettingRow* find_setting(std::string_view name) {
    for (const SettingRow& row : kRows) {
        if (equals_ignoring_case(row.name, name) || has_alias(row.aliases, name)) return &row;
    }
    return nullptr;
}

SettingRange range_of(const SettingRow& row, SensorModel sensor) {
    if (row.id == SettingId::resolution) {
        return {0, static_cast<std::int32_t>(count_resolutions(sensor)) * 1000 - 1000};
    }
    switch (sensor) {
        case SensorModel::ov2640: return row.ov2640;
        case SensorModel::ov3660:
        case SensorModel::ov5640: return row.ov3660;
        case SensorModel::gc0308: return row.gc0308;
        case SensorModel::none: break;
    }
    // A board without a camera still has what is not the camera's.
    const bool is_of_board = row.id == SettingId::lamp || row.id == SettingId::transport ||
                             row.id == SettingId::personality;
    return is_of_board ? row.ov2640 : SettingRange{};
}

Feature feature_of(const SettingRow& row, SensorModel sensor) {
    const SettingRange range = range_of(row, sensor);
    Feature feature;
    feature.name = row.name;
    feature.kind = row.id == SettingId::lamp ? FeatureKind::output : FeatureKind::setting;
    feature.type = row.type;
    feature.unit = row.unit;
    if (row.type == FeatureType::choice) {
        feature.choices = row.id == SettingId::resolution ? resolution_names() : row.choices;
        feature.choice_count = static_cast<std::size_t>(range.high / 1000 + 1);
        feature.default_value = Scalar::of_text(feature.choices[row.usual / 1000]);
    } else if (row.type == FeatureType::boolean) {
        feature.default_value = Scalar::boolean(row.usual != 0);
    } else {
        feature.minimum_milli = range.low;
        feature.maximum_milli = range.high;
        feature.default_value = Scalar::number(row.usual);
    }
    return feature;
}

bool read_switch(std::string_view word, bool& is_on) {
    for (const std::string_view yes : {"on", "true", "yes", "1"}) {
        if (equals_ignoring_case(word, yes)) return is_on = true, true;
    }
    for (const std::string_view no : {"off", "false", "no", "0"}) {
        if (equals_ignoring_case(word, no)) return is_on = false, true;
    }
    return false;
}

}  // namespace bridge
