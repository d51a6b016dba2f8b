#include "wishes.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

using bridge::JsonView;

namespace {

using Kind = WishKind;

struct Row {
    Kind kind;
    std::string_view name;
    std::string_view field;  ///< Its own field; empty when it has none.
    bool takes_text;
    bool lasts;  ///< Takes `for_s`; without it, it lasts to the end.
    std::string_view help;
};

constexpr Row kRows[] = {
    {Kind::lose_network, "lose-network", "", false, false,
     "the link to the access point breaks; joining works again at once"},
    {Kind::no_network, "no-network", "", false, true, "the access point is gone"},
    {Kind::wrong_password, "wrong-password", "", false, true,
     "the access point has another password"},
    {Kind::dead_dns, "dead-dns", "", false, true, "no name is resolved; addresses work"},
    {Kind::refuse, "refuse", "", false, true, "nobody listens where the bridge was"},
    {Kind::no_route, "no-route", "", false, true, "nothing answers a dial, not even a refusal"},
    {Kind::reset, "reset", "", false, false, "the connection is reset, once"},
    {Kind::half_open, "half-open", "", false, false,
     "the other end of this connection is gone, and nobody says so"},
    {Kind::stall, "stall", "", false, true, "the connection moves nothing, either way"},
    {Kind::short_writes, "short-writes", "bytes", false, true,
     "a write takes so many bytes at most"},
    {Kind::slow, "slow", "bytes_per_s", false, true, "the link carries no more than this"},
    {Kind::hang_camera, "hang-camera", "", false, true, "the camera delivers nothing"},
    {Kind::truncate, "truncate", "", false, true, "pictures end in the middle"},
    {Kind::jump_clock, "jump-clock", "by_s", false, false, "the device's clock goes forward, once"},
    {Kind::restart, "restart", "", false, false,
     "the power is cut and comes back; what was kept is kept"},
    {Kind::lamp, "lamp", "level", false, false, "a person sets the lamp at the board"},
    {Kind::vitals, "vitals", "", false, false,
     "what the board measures from now on: heap_free_bytes, heap_min_bytes, heap_block_bytes, "
     "psram_free_bytes, rssi_dbm, wifi_channel, temperature_c"},
    {Kind::console, "console", "line", true, false, "a line for the device's console"},
    {Kind::status, "status", "", false, false, "answers with stage, reason and counters"},
    {Kind::quit, "quit", "", false, false, "ends the program"},
};
static_assert(std::size(kRows) == kWishKinds, "a row for each wish");

constexpr bool are_rows_in_order() {
    for (std::size_t i = 0; i < kWishKinds; ++i) {
        if (static_cast<std::size_t>(kRows[i].kind) != i) return false;
    }
    return true;
}
static_assert(are_rows_in_order(), "rows stand in the order of their kinds");

constexpr std::string_view kVitals[] = {"heap_free_bytes",  "heap_min_bytes", "heap_block_bytes",
                                        "psram_free_bytes", "rssi_dbm",       "wifi_channel",
                                        "temperature_c"};

[[noreturn]] void refuse(const std::string& line, const std::string& text) {
    throw std::runtime_error(line.substr(0, 80) + ": " + text);
}

const Row& row_of(const std::string& line, JsonView wish) {
    const std::string name(wish.member("do").plain_text().value_or(""));
    std::string known;
    for (const Row& row : kRows) {
        if (row.name == name) return row;
        known += (known.empty() ? "" : ", ") + std::string(row.name);
    }
    refuse(line, "no \"do\" of that name; there are " + known);
}

/// A number of seconds as microseconds.
std::int64_t seconds_of(const std::string& line, JsonView value, const std::string& field) {
    const auto milli = value.milli();
    if (!milli || *milli < 0) refuse(line, field + ": expected seconds, as in 2.5");
    return *milli * 1000;
}

bool belongs(const Row& row, std::string_view field) {
    if (field == "do" || field == "at_s" || field == row.field) return true;
    if (field == "for_s") return row.lasts;
    return row.kind == Kind::vitals &&
           std::find(std::begin(kVitals), std::end(kVitals), field) != std::end(kVitals);
}

void check_fields(const std::string& line, JsonView wish, const Row& row) {
    bridge::JsonCursor cursor(wish);
    JsonView key;
    JsonView value;
    while (cursor.next(key, value)) {
        const std::string_view field = key.plain_text().value_or("?");
        if (!belongs(row, field)) {
            refuse(line, std::string(row.name) + " does not take " + std::string(field));
        }
        if (row.kind == Kind::vitals && field != "do" && field != "at_s" && !value.milli()) {
            refuse(line, std::string(field) + ": expected a number");
        }
    }
}

void read_own_field(const std::string& line, JsonView value, const Row& row, Wish& wish) {
    if (row.takes_text) {
        char room[512];
        bridge::TextWriter text(room);
        if (!value.copy_text(text)) refuse(line, std::string(row.field) + ": expected a text");
        wish.text = std::string(text.text());
        return;
    }
    const auto milli = value.milli();
    if (!milli || *milli < 0) {
        refuse(line, std::string(row.field) + ": expected a number of 0 or more");
    }
    wish.number = *milli;
}

}  // namespace

Wish read_wish(const std::string& line) {
    if (!bridge::check_json(line)) refuse(line, "expected one JSON object");
    const JsonView view(line);
    const Row& row = row_of(line, view);
    check_fields(line, view, row);
    Wish wish;
    wish.kind = row.kind;
    wish.line = line;
    if (view.member("at_s").is(bridge::JsonKind::number)) {
        wish.at_us = seconds_of(line, view.member("at_s"), "at_s");
    }
    if (row.lasts && view.member("for_s").is(bridge::JsonKind::number)) {
        wish.for_us = seconds_of(line, view.member("for_s"), "for_s");
    }
    if (!row.field.empty()) read_own_field(line, view.member(row.field), row, wish);
    return wish;
}

std::vector<Wish> read_script(const std::string& path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error("--script " + path + ": cannot be read");
    std::vector<Wish> wishes;
    std::string line;
    for (int number = 1; std::getline(file, line); ++number) {
        if (line.empty() || line[0] == '#') continue;
        try {
            wishes.push_back(read_wish(line));
        } catch (const std::runtime_error& error) {
            throw std::runtime_error(path + ":" + std::to_string(number) + ": " + error.what());
        }
    }
    std::stable_sort(wishes.begin(), wishes.end(),
                     [](const Wish& a, const Wish& b) { return a.at_us < b.at_us; });
    return wishes;
}

std::string_view name_of(WishKind kind) {
    return kRows[static_cast<std::size_t>(kind)].name;
}

std::string wish_help() {
    std::string help;
    for (const Row& row : kRows) {
        std::string usage = "  " + std::string(row.name);
        if (!row.field.empty()) usage += " " + std::string(row.field);
        if (row.lasts) usage += " [for_s]";
        usage.resize(std::max<std::size_t>(usage.size() + 1, 30), ' ');
        help += usage + std::string(row.help) + "\n";
    }
    return help;
}
