// What the lines of the console do. Passwords and keys go in here and never out.
#include "bridge/device.hpp"

namespace bridge {

namespace {

void put_value(TextWriter& out, const Scalar& value) {
    switch (value.kind) {
        case Scalar::Kind::null: return;
        case Scalar::Kind::boolean: out.put(value.milli != 0 ? "on" : "off"); return;
        case Scalar::Kind::number: out.put_milli(value.milli); return;
        case Scalar::Kind::text: out.put(value.text); return;
    }
}

void put_outcome(TextWriter& out, std::string_view name, const Outcome& outcome) {
    if (outcome.is_done) {
        put_value(out.put(name).put(" = "), outcome.value);
    } else {
        out.put(outcome.text.view());
    }
    out.put('\n');
}

std::uint16_t port_from(std::string_view text) {
    std::uint32_t port = 0;
    for (const char digit : text) {
        if (digit < '0' || digit > '9' || port > 65535) return 0;
        port = port * 10 + static_cast<std::uint32_t>(digit - '0');
    }
    return static_cast<std::uint16_t>(port <= 65535 ? port : 0);
}

}  // namespace

void Device::run_console(std::string_view line, std::int64_t now_us, TextWriter& out) {
    const ConsoleCommand command = read_console_line(line, out);
    switch (command.verb) {
        case ConsoleVerb::nothing:
        case ConsoleVerb::unknown: return;
        case ConsoleVerb::help:
            return put_console_help(out, command.arguments[0], ports_.camera.sensor());
        case ConsoleVerb::status: return put_status(out);
        case ConsoleVerb::health: return put_health_lines(out);
        case ConsoleVerb::log: {
            LogLine log;
            while (out.left() > 160 && cargo_.log().take(log)) {
                out.put(name_of(log.level)).put(' ').put(log.text.view()).put('\n');
            }
            return;
        }
        case ConsoleVerb::reboot: return cargo_.ask_for(Deed::restart);
        case ConsoleVerb::factory_reset:
            if (command.arguments[0] == "yes") return cargo_.ask_for(Deed::factory_reset);
            out.put("usage: factory-reset yes\n");
            return;
        case ConsoleVerb::wifi_list:
        case ConsoleVerb::wifi_add:
        case ConsoleVerb::wifi_forget:
        case ConsoleVerb::wifi_clear: return run_wifi(command, now_us, out);
        case ConsoleVerb::cam_list:
        case ConsoleVerb::cam_get:
        case ConsoleVerb::cam_set:
        case ConsoleVerb::snapshot:
        case ConsoleVerb::stream_start:
        case ConsoleVerb::stream_stop: return run_camera(command, now_us, out);
        default: return run_bridge(command, now_us, out);
    }
}

void Device::run_wifi(const ConsoleCommand& command, std::int64_t now_us, TextWriter& out) {
    if (command.verb == ConsoleVerb::wifi_add) {
        if (!wifi_plan_.add(command.arguments[0], command.arguments[1])) {
            out.put(
                "not added: a name has 1 to 32 letters, a password up to 64, and there is room for "
                "6\n");
            return;
        }
        out.put("added\n");
        if (!is_joined_) begin_join(now_us);
    } else if (command.verb == ConsoleVerb::wifi_forget) {
        out.put(wifi_plan_.forget(command.arguments[0]) ? "forgotten\n"
                                                        : "no such network: wifi list\n");
    } else if (command.verb == ConsoleVerb::wifi_clear) {
        wifi_plan_.clear();
        out.put("forgotten\n");
    }
    for (std::size_t i = 0; command.verb == ConsoleVerb::wifi_list && i < wifi_plan_.count(); ++i) {
        const Credential& network = wifi_plan_.at(i);
        out.put(network.name.view()).put(network.is_wrong ? "  (wrong password)\n" : "\n");
    }
}

void Device::pin(std::string_view host, std::string_view port, std::int64_t now_us,
                 TextWriter& out) {
    const bool is_usual = port.empty() || port == "save";
    const bool is_set =
        learn_bridge(host, is_usual ? usual_port(personality()) : port_from(port), now_us);
    out.put(is_set ? "set\n" : "a host has 1 to 64 letters, a port is a number from 1 to 65535\n");
}

void Device::run_bridge(const ConsoleCommand& command, std::int64_t now_us, TextWriter& out) {
    const std::string_view first = command.arguments[0];
    switch (command.verb) {
        case ConsoleVerb::bridge_set:
        case ConsoleVerb::stream_set_host: return pin(first, command.arguments[1], now_us, out);
        case ConsoleVerb::stream_set_port: {
            const FixedText<64> host = locator_.pinned().host;
            return pin(host.view(), first, now_us, out);
        }
        case ConsoleVerb::bridge_key:
            out.put(take_key(first) ? "kept\n" : "that is no key, or a letter of it is wrong\n");
            return;
        case ConsoleVerb::bridge_token:
            out.put(take_token(first) ? "kept\n" : "a token has 1 to 48 letters\n");
            return;
        case ConsoleVerb::bridge_forget:
            locator_.forget();
            ports_.store.save("key", {});
            ports_.store.save("token", {});
            load_key();
            out.put("forgotten\n");
            break;
        case ConsoleVerb::bridge_pair:
            wants_pairing_ = true;
            pairing_.forget();
            out.put(
                "asking the bridge; compare the digits that status shows with the bridge's "
                "panel\n");
            break;
        default: out.put("looking\n"); break;
    }
    if (!is_joined_) return;
    break_off("asked by console", now_us);
    begin_join(now_us);
}

void Device::run_camera(const ConsoleCommand& command, std::int64_t now_us, TextWriter& out) {
    Settings& settings = cargo_.settings();
    const std::string_view name = command.arguments[0];
    if (command.verb == ConsoleVerb::snapshot) return cargo_.ask_for(Deed::snapshot);
    if (command.verb == ConsoleVerb::cam_set) {
        const SettingRow* row = find_setting(name);
        const Outcome outcome = settings.set(name, Scalar::of_text(command.arguments[1]), now_us);
        return put_outcome(out, row != nullptr ? row->name : name, outcome);
    }
    if (command.verb == ConsoleVerb::stream_start || command.verb == ConsoleVerb::stream_stop) {
        const bool is_on = command.verb == ConsoleVerb::stream_start;
        return put_outcome(out, "stream", settings.set("stream", Scalar::boolean(is_on), now_us));
    }
    for (std::size_t i = 0; i < kSettingCount; ++i) {
        const auto id = static_cast<SettingId>(i);
        const SettingRow& row = setting_row(id);
        const bool is_wanted = command.verb == ConsoleVerb::cam_list || find_setting(name) == &row;
        if (is_wanted && settings.has(id))
            put_value(out.put(row.name).put(" = "), settings.value(id)), out.put('\n');
    }
    if (command.verb == ConsoleVerb::cam_get && !settings.check(name, Scalar{}).text.empty() &&
        settings.check(name, Scalar{}).code == "no_such_setting") {
        out.put(settings.check(name, Scalar{}).text.view()).put('\n');
    }
}

void Device::put_status(TextWriter& out) {
    out.put("device    ")
        .put(identity_.id.view())
        .put(identity_.key.empty() ? " (no key)\n" : "\n");
    out.put("stage     ").put(name_of(stage())).put('\n');
    if (reason_ != Reason::none && stage() != Stage::streaming) {
        out.put("because   ").put(name_of(reason_)).put(": ").put(remedy_of(reason_)).put('\n');
    }
    const BridgeAddress& address = locator_.candidate();
    if (address.is_known()) {
        out.put("bridge    ").put(address.host.view()).put(':').put_integer(address.port).put('\n');
    }
    if (!pairing_.code().empty()) out.put("code      ").put(pairing_.code()).put('\n');
    out.put("pictures  ").put_integer(cargo_.frames_sent()).put(" sent, now at ");
    out.put_milli(cargo_.pacer().pace().fps_milli).put(" a second\n");
}

void Device::put_health_lines(TextWriter& out) {
    Vitals vitals;
    ports_.board.read_vitals(vitals);
    const auto line = [&](std::string_view name, std::int64_t value) {
        if (value != Vitals::kUnknown) out.put(name).put(' ').put_integer(value).put('\n');
    };
    line("heap_free_bytes", vitals.heap_free_bytes);
    line("heap_min_bytes", vitals.heap_min_bytes);
    line("heap_block_bytes", vitals.heap_block_bytes);
    line("psram_free_bytes", vitals.psram_free_bytes);
    if (vitals.rssi_dbm != 0) line("rssi_dbm", vitals.rssi_dbm);
    line("frames_sent", cargo_.frames_sent());
    line("replaced", cargo_.drops().replaced);
    line("link_lost", cargo_.drops().link_lost);
    for (std::size_t i = 1; i < kGateVerdicts; ++i) {
        const auto verdict = static_cast<GateVerdict>(i);
        if (cargo_.gate().count(verdict) != 0) line(name_of(verdict), cargo_.gate().count(verdict));
    }
}

}  // namespace bridge
