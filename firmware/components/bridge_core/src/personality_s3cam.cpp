#include "bridge/personality_s3cam.hpp"

#include <algorithm>
#include <iterator>

#include "bridge/http_head.hpp"
#include "bridge/protocol.hpp"
#include "bridge/resolution.hpp"

namespace bridge {

namespace {

using Kind = PictureStep::Kind;

constexpr std::int64_t kHealthUs = 10 * kSecond;
constexpr std::int64_t kLeastUptimeUs = 10 * kSecond;
constexpr std::size_t kBareBytes = 10000;
constexpr std::size_t kWholeBytes = 30000;

// Sizes by the numbers of this system alone; nothing else counts like that.
struct Size {
    std::string_view name;
    std::string_view pixels;
};
constexpr Size kSizes[] = {
    {"QQVGA", "160x120"},  {"QCIF", "176x144"},   {"HQVGA", "240x176"},  {"QVGA", "320x240"},
    {"CIF", "400x296"},    {"VGA", "640x480"},    {"SVGA", "800x600"},   {"XGA", "1024x768"},
    {"HD", "1280x720"},    {"SXGA", "1280x1024"}, {"UXGA", "1600x1200"}, {"FHD", "1920x1080"},
    {"QXGA", "2048x1536"},
};

struct Range {
    std::string_view command;
    std::int64_t low;
    std::int64_t high;
};
constexpr Range kRanges[] = {{"resolution", 0, static_cast<std::int64_t>(std::size(kSizes)) - 1},
                             {"quality", 5, 63},
                             {"fps", 1, 30},
                             {"brightness", -2, 2},
                             {"contrast", -2, 2}};
constexpr std::string_view kSwitches[] = {"exposure", "gain", "whitebalance", "hmirror", "vflip"};

// From which size on a chunk has how many bytes.
struct ChunkRow {
    std::size_t above;
    std::size_t steady;
    std::size_t fast;
};
constexpr ChunkRow kChunks[] = {
    {400000, 12288, 24576}, {200000, 6144, 12288}, {100000, 2048, 6144}, {0, 1024, 2048}};

/// As C's atoi: what is no number is 0.
std::int64_t number_in(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size() && text[at] == ' ') ++at;
    const bool is_negative = at < text.size() && text[at] == '-';
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    std::int64_t number = 0;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9' && number < 1000000; ++at) {
        number = number * 10 + (text[at] - '0');
    }
    return is_negative ? -number : number;
}

bool is_one_of(std::string_view word, std::string_view a, std::string_view b, std::string_view c) {
    return equals_ignoring_case(word, a) || equals_ignoring_case(word, b) ||
           equals_ignoring_case(word, c);
}

/// Which of its numbers the size that is set has; their count when it has none.
std::size_t index_of(const Settings& settings) {
    const std::string_view set = settings.value(SettingId::resolution).text;
    std::size_t index = 0;
    while (index < std::size(kSizes) && !equals_ignoring_case(kSizes[index].name, set)) ++index;
    return index;
}

void put_size(TextWriter& out, std::size_t index) {
    if (index == std::size(kSizes)) {
        out.put("Custom");
        return;
    }
    out.put(kSizes[index].name).put(" (").put(kSizes[index].pixels).put(')');
}

std::string_view name_of_sensor(SensorModel model) {
    switch (model) {
        case SensorModel::ov2640: return "OV2640";
        case SensorModel::ov3660: return "OV3660";
        case SensorModel::ov5640: return "OV5640";
        case SensorModel::gc0308: return "GC0308";
        case SensorModel::none: break;
    }
    return "";
}

}  // namespace

void S3camPersonality::begin(std::int64_t now_us) {
    said_ = 0;
    owes_health_ = owes_farewell_ = false;
    response_count_ = 0;
    health_due_us_ = now_us;
    picture_ = 0;
}

std::string_view S3camPersonality::mode_name() const {
    return is_fast_ ? "Velocidad" : "Estabilidad";
}

bool S3camPersonality::has_text(std::int64_t now_us) const {
    return said_ < 2 || owes_health_ || response_count_ != 0 || owes_farewell_ ||
           now_us >= health_due_us_;
}

bool S3camPersonality::put_next_text(TextWriter& out, std::int64_t now_us) {
    if (said_ == 0) {
        out.put(R"({"type":"register","device":"camera"})");
        ++said_;
    } else if (said_ == 1) {
        put_info(out);
        ++said_;
    } else if (owes_health_ || now_us >= health_due_us_) {
        owes_health_ = false;
        health_due_us_ = now_us + kHealthUs;
        put_health(out, now_us);
    } else if (response_count_ != 0) {
        put_response(out, responses_[0]);
        --response_count_;
        std::copy(responses_ + 1, responses_ + 1 + response_count_, responses_);
    } else if (owes_farewell_) {
        owes_farewell_ = false;
        out.put(R"({"type":"status","msg":"Dispositivo reiniciando..."})");
    } else {
        return false;
    }
    return true;
}

void S3camPersonality::put_info(TextWriter& out) const {
    out.put(R"({"type":"info","resolutions":")");
    for (std::size_t i = 0; i < std::size(kSizes); ++i) {
        out.put(i == 0 ? "" : ",").put_integer(static_cast<std::int64_t>(i)).put(':');
        out.put(kSizes[i].name).put('(').put(kSizes[i].pixels).put(')');
    }
    const std::int64_t fps = (cargo_.settings().raw(SettingId::fps) + 500) / 1000;
    out.put(R"(","mode":")").put(mode_name()).put(R"(","fps":)").put_integer(fps).put('}');
}

/// What cannot be measured is left out, as is the address, which no port tells.
void S3camPersonality::put_health(TextWriter& out, std::int64_t now_us) const {
    const Vitals& vitals = cargo_.vitals();
    const DropCounts drops = cargo_.drops();
    const std::int64_t seconds = now_us / kSecond;
    out.put(R"({"type":"health","frames":)").put_integer(cargo_.frames_sent());
    out.put(R"(,"dropped":)").put_integer(std::int64_t{drops.replaced} + drops.link_lost);
    if (vitals.heap_free_bytes >= 0) out.put(R"(,"heap":)").put_integer(vitals.heap_free_bytes);
    if (vitals.heap_min_bytes >= 0) out.put(R"(,"minHeap":)").put_integer(vitals.heap_min_bytes);
    if (vitals.rssi_dbm != 0) out.put(R"(,"rssi":)").put_integer(vitals.rssi_dbm);
    out.put(R"(,"uptime":")").put_integer(seconds / 3600).put("h ");
    out.put_integer(seconds / 60 % 60).put("m ").put_integer(seconds % 60).put(R"(s","model":")");
    out.put(name_of_sensor(cargo_.sensor())).put(R"(","resolution":")");
    put_size(out, index_of(cargo_.settings()));
    const std::int64_t quality = cargo_.settings().raw(SettingId::quality) / 1000;
    out.put(R"(","quality":)").put_integer(quality).put('}');
}

void S3camPersonality::put_response(TextWriter& out, const Response& response) {
    out.put(R"({"type":"response","cmd":")").put(response.command.view());
    out.put(R"(","status":")").put(response.is_ok ? "ok" : "error").put('"');
    if (response.has_value) out.put(R"(,"value":")").put(response.value.view()).put('"');
    out.put('}');
}

void S3camPersonality::answer(bool is_ok, std::string_view value) {
    Response& response = responses_[response_count_++];
    response.is_ok = is_ok;
    response.has_value = !value.empty();
    response.value.assign_cut(value);
}

void S3camPersonality::take_text(std::string_view text, std::int64_t now_us) {
    const JsonView message = check_json(text) ? JsonView(text) : JsonView();
    if (!message.member("type").equals("command")) return;
    const auto command = message.member("cmd").plain_text();
    // The original takes texts only; numbers and switches are understood here, too.
    const JsonView value = message.member("val");
    const std::string_view word =
        value.is(JsonKind::text) ? value.plain_text().value_or("") : value.raw();
    // What would need escapes in the answer was never a command of this system.
    const bool has_room = response_count_ < kResponses;
    if (!command || !has_room || !responses_[response_count_].command.assign(*command)) return;
    obey(*command, word, now_us);
}

void S3camPersonality::obey(std::string_view command, std::string_view value, std::int64_t now_us) {
    if (command == "stats") {
        owes_health_ = true;
        return answer(true, "");
    }
    if (command == "reboot") {
        // A board that is told to restart at each of its starts would never come up.
        if (now_us < kLeastUptimeUs) return answer(false, "acaba de arrancar");
        owes_farewell_ = true;
        cargo_.ask_for(Deed::restart);
        return answer(true, "reiniciando");
    }
    if (command == "mode") return set_mode(value);
    for (const std::string_view name : kSwitches) {
        if (name != command) continue;
        const bool is_on = is_one_of(value, "1", "true", "on");
        const Outcome outcome = cargo_.settings().set(name, Scalar::boolean(is_on), now_us);
        return answer(outcome.is_done, outcome.is_done ? (is_on ? "on" : "off") : "no disponible");
    }
    set_number(command, value, now_us);
}

void S3camPersonality::set_mode(std::string_view value) {
    const bool is_fast = is_one_of(value, "0", "speed", "velocidad");
    if (!is_fast && !is_one_of(value, "1", "stability", "estabilidad")) {
        return answer(false, "modo no válido");
    }
    is_fast_ = is_fast;
    answer(true, mode_name());
}

void S3camPersonality::set_number(std::string_view command, std::string_view value,
                                  std::int64_t now_us) {
    const Range* range = std::begin(kRanges);
    while (range != std::end(kRanges) && range->command != command) ++range;
    if (range == std::end(kRanges)) return answer(false, "comando desconocido");
    const std::int64_t number = number_in(value);
    char room[48];
    TextWriter text(room);
    if (number < range->low || number > range->high) {
        text.put("valor no válido (").put_integer(range->low).put('-');
        return answer(false, text.put_integer(range->high).put(')').text());
    }
    if (command == "resolution") return set_resolution(number, now_us);
    const Outcome outcome = cargo_.settings().set(command, Scalar::number(number * 1000), now_us);
    if (!outcome.is_done) return answer(false, "no disponible");
    text.put_integer(outcome.value.milli / 1000);
    if (command == "fps") {
        const std::int64_t tenths = cargo_.pacer().pace().fps_milli / 100;
        text.put(" (actual: ").put_integer(tenths / 10).put('.').put_integer(tenths % 10).put(')');
    }
    answer(true, text.text());
}

void S3camPersonality::set_resolution(std::int64_t index, std::int64_t now_us) {
    const auto wanted = static_cast<std::size_t>(index);
    if (wanted == index_of(cargo_.settings())) return answer(false, "sin cambios");
    const Scalar name = Scalar::of_text(kSizes[wanted].pixels);
    const Outcome outcome = cargo_.settings().set("resolution", name, now_us);
    if (!outcome.is_done) return answer(false, "no disponible");
    char room[48];
    TextWriter text(room);
    put_size(text.put_integer(index).put(" ("), wanted);
    answer(true, text.put(')').text());
}

std::size_t S3camPersonality::chunk_bytes(std::size_t size) const {
    const ChunkRow* row = std::begin(kChunks);
    while (size <= row->above) ++row;
    return is_fast_ ? row->fast : row->steady;
}

PictureStep S3camPersonality::step_of(const Frame& frame, std::size_t number, TextWriter& out) {
    const std::size_t size = frame.jpeg.size;
    if (number == 0) ++picture_;
    if (size > kWholeBytes) return step_of_chunks(frame, number, out);
    const std::size_t picture_at = size <= kBareBytes ? 0 : 1;
    if (number == picture_at) return {Kind::binary, frame.jpeg};
    if (size <= kBareBytes || number > 2) return {};
    out.put(R"({"type":"frame_)").put(number == 0 ? "start" : "end");
    out.put(R"(","id":)").put_integer(picture_);
    if (number == 0) out.put(R"(,"size":)").put_integer(static_cast<std::int64_t>(size));
    out.put('}');
    return {Kind::text, {}};
}

PictureStep S3camPersonality::step_of_chunks(const Frame& frame, std::size_t number,
                                             TextWriter& out) const {
    const std::size_t size = frame.jpeg.size;
    const std::size_t chunk = chunk_bytes(size);
    const std::size_t chunks = (size + chunk - 1) / chunk;
    if (number > chunks + 1) return {};
    if (number > 0 && number <= chunks) {
        const Room rest = frame.jpeg.from((number - 1) * chunk);
        return {Kind::binary, {rest.data, std::min(rest.size, chunk)}};
    }
    out.put(R"({"type":"img_)").put(number == 0 ? "start" : "end");
    out.put(R"(","id":)").put_integer(picture_);
    out.put(R"(,"size":)").put_integer(static_cast<std::int64_t>(size));
    if (number == 0) {
        out.put(R"(,"chunks":)").put_integer(static_cast<std::int64_t>(chunks));
        out.put(R"(,"chunkSize":)").put_integer(static_cast<std::int64_t>(chunk));
        out.put(R"(,"width":)").put_integer(frame.width_px);
        out.put(R"(,"height":)").put_integer(frame.height_px).put('}');
    } else {
        out.put(R"(,"success":true})");
    }
    return {Kind::text, {}};
}

}  // namespace bridge
