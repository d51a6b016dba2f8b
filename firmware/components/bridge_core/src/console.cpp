#include "bridge/console.hpp"

#include <iterator>

#include "bridge/near_names.hpp"
#include "bridge/setting_table.hpp"

namespace bridge {

namespace {

using Verb = ConsoleVerb;

struct Grammar {
    std::string_view words;  ///< One or two, separated by a space.
    Verb verb;
    std::uint8_t least;  ///< Arguments.
    std::uint8_t most;
    std::string_view usage;
    std::string_view help;  ///< Empty: a word of another system, which help does not list.
};

constexpr Grammar kGrammar[] = {
    {"help", Verb::help, 0, 1, "help [SETTING]", "this list, or what a setting takes"},
    {"status", Verb::status, 0, 0, "status", "what the device is doing, and why"},
    {"wifi list", Verb::wifi_list, 0, 0, "wifi list", "known networks, in the order of trying"},
    {"wifi add", Verb::wifi_add, 1, 2, "wifi add NAME [PASSWORD]", "learn a network"},
    {"wifi forget", Verb::wifi_forget, 1, 1, "wifi forget NAME", "forget a network"},
    {"bridge set", Verb::bridge_set, 1, 2, "bridge set HOST [PORT]", "try this bridge first"},
    {"bridge discover", Verb::bridge_discover, 0, 0, "bridge discover", "look for a bridge again"},
    {"bridge pair", Verb::bridge_pair, 0, 0, "bridge pair",
     "ask for a key; a person compares six digits"},
    {"bridge key", Verb::bridge_key, 1, 1, "bridge key KEY", "use a key that the bridge made"},
    {"bridge token", Verb::bridge_token, 1, 1, "bridge token TOKEN",
     "what a hub of taghub shares with its devices"},
    {"bridge forget", Verb::bridge_forget, 0, 0, "bridge forget", "forget address, key and token"},
    {"cam list", Verb::cam_list, 0, 0, "cam list", "all settings with their values"},
    {"cam get", Verb::cam_get, 1, 1, "cam get SETTING", "one setting"},
    {"cam set", Verb::cam_set, 2, 2, "cam set SETTING VALUE", "change a setting"},
    {"cam snap", Verb::snapshot, 0, 0, "cam snap", "send one picture now"},
    {"stream start", Verb::stream_start, 0, 0, "stream start", "send pictures"},
    {"stream stop", Verb::stream_stop, 0, 0, "stream stop", "send none"},
    {"health", Verb::health, 0, 0, "health", "memory, signal, counters"},
    {"log", Verb::log, 0, 0, "log", "the last lines"},
    {"reboot", Verb::reboot, 0, 0, "reboot", "restart"},
    {"factory-reset", Verb::factory_reset, 1, 1, "factory-reset yes",
     "forget everything and restart"},
    {"wifi set", Verb::wifi_add, 1, 3, "wifi set NAME PASSWORD [save]", ""},
    {"wifi clear", Verb::wifi_clear, 0, 0, "wifi clear", ""},
    {"wifi status", Verb::status, 0, 0, "wifi status", ""},
    {"stream set host", Verb::stream_set_host, 1, 3, "stream set host HOST [PORT] [save]", ""},
    {"stream set port", Verb::stream_set_port, 1, 2, "stream set port PORT [save]", ""},
    {"stream status", Verb::status, 0, 0, "stream status", ""},
    {"stream stats", Verb::health, 0, 0, "stream stats", ""},
    {"stats", Verb::health, 0, 0, "stats", ""},
};

/// Takes one word, quoted or not, off the front; false at the end of the line.
bool take_word(std::string_view& line, std::string_view& word) {
    while (!line.empty() && (line[0] == ' ' || line[0] == '\t' || line[0] == '\r'))
        line.remove_prefix(1);
    if (line.empty()) return false;
    const char quote = line[0];
    const bool is_quoted = quote == '"' || quote == '\'';
    if (is_quoted) line.remove_prefix(1);
    const std::size_t end = is_quoted ? line.find(quote) : line.find_first_of(" \t\r");
    word = line.substr(0, end);
    line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
    return true;
}

/// The rest of the line when it begins with all words of the command.
bool begins_with(std::string_view line, std::string_view words, std::string_view& rest) {
    std::string_view expected;
    std::string_view found;
    while (take_word(words, expected)) {
        if (!take_word(line, found) || found != expected) return false;
    }
    rest = line;
    return true;
}

const Grammar* find_grammar(std::string_view line, std::string_view& rest) {
    const Grammar* best = nullptr;
    for (const Grammar& row : kGrammar) {
        std::string_view after;
        const bool is_longer = best == nullptr || row.words.size() > best->words.size();
        if (!is_longer || !begins_with(line, row.words, after)) continue;
        best = &row;
        rest = after;
    }
    return best;
}

void complain(TextWriter& complaint, std::string_view line) {
    std::string_view first;
    std::string_view second;
    char room[64];
    TextWriter words(room);
    take_word(line, first);
    words.put(first.substr(0, 24));
    if (take_word(line, second)) words.put(' ').put(second.substr(0, 24));
    complaint.put("no command ").put(words.text());
    put_near_names(
        complaint, words.text(),
        [](std::size_t i) {
            return kGrammar[i].help.empty() ? std::string_view{} : kGrammar[i].words;
        },
        std::size(kGrammar));
    complaint.put("; help lists all\n");
}

}  // namespace

ConsoleCommand read_console_line(std::string_view line, TextWriter& complaint) {
    ConsoleCommand command;
    std::string_view word;
    std::string_view rest = line;
    if (!take_word(rest, word)) return command;
    command.verb = Verb::unknown;
    const Grammar* row = find_grammar(line, rest);
    if (row == nullptr) {
        complain(complaint, line);
        return command;
    }
    std::size_t count = 0;
    while (take_word(rest, word)) {
        if (count < ConsoleCommand::kMaxArguments) command.arguments[count] = word;
        ++count;
    }
    if (count < row->least || count > row->most) {
        complaint.put("usage: ").put(row->usage).put('\n');
        return command;
    }
    command.argument_count = count;
    command.verb = row->verb;
    return command;
}

namespace {

void put_setting_help(TextWriter& out, const SettingRow& row, SensorModel sensor) {
    const SettingRange range = range_of(row, sensor);
    out.put(row.name).put(": ").put(row.help).put('\n');
    if (!range.exists()) {
        out.put("  this sensor does not have it\n");
        return;
    }
    const Feature feature = feature_of(row, sensor);
    out.put("  takes ");
    if (row.type == FeatureType::boolean) out.put("on or off");
    for (std::size_t i = 0; i < feature.choice_count; ++i) {
        out.put(i == 0 ? "" : ", ").put(feature.choices[i]);
    }
    if (feature.choice_count == 0 && row.type != FeatureType::boolean) {
        out.put_milli(range.low).put(" to ").put_milli(range.high);
        if (!row.unit.empty()) out.put(' ').put(row.unit);
    }
    out.put('\n');
    if (!row.aliases.empty()) out.put("  also called ").put(row.aliases).put('\n');
}

}  // namespace

void put_console_help(TextWriter& out, std::string_view word, SensorModel sensor) {
    if (!word.empty()) {
        const SettingRow* row = find_setting(word);
        if (row != nullptr) return put_setting_help(out, *row, sensor);
        out.put("no setting ").put(word).put('\n');
        return;
    }
    for (const Grammar& row : kGrammar) {
        if (row.help.empty()) continue;
        out.put(row.usage);
        for (std::size_t i = row.usage.size(); i < 26; ++i) out.put(' ');
        out.put(row.help).put('\n');
    }
}

}  // namespace bridge
