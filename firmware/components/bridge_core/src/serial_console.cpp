#include "bridge/serial_console.hpp"

#include <algorithm>

#include "bridge/protocol.hpp"

namespace bridge {

namespace {

// Installers give up after 30 s, and a reason is better than none.
constexpr std::int64_t kJoiningUs = 25 * kSecond;
constexpr std::int64_t kScanningUs = 15 * kSecond;
// One result of a scan with everything around it.
constexpr std::size_t kResultRoom = 64;

bool knows(const WifiPlan& networks, std::string_view name) {
    for (std::size_t i = 0; i < networks.count(); ++i) {
        if (networks.at(i).name == name) return true;
    }
    return false;
}

}  // namespace

void SerialConsole::turn(Bytes arrived, std::int64_t now_us, TextWriter& out) {
    do {
        switch (splitter_.take(arrived, now_us)) {
            case SerialSplitter::Found::line:
                device_.run_console(splitter_.line(), now_us, out);
                break;
            case SerialSplitter::Found::request:
                take_request(splitter_.request(), now_us, out);
                break;
            case SerialSplitter::Found::bad_packet:
                put_improv_error(out, ImprovError::bad_packet);
                break;
            case SerialSplitter::Found::nothing: break;
        }
    } while (!arrived.empty());
    if (errand_ == Errand::joining) turn_joining(now_us, out);
    if (errand_ == Errand::scanning) turn_scanning(now_us, out);
}

void SerialConsole::take_request(const ImprovRequest& request, std::int64_t now_us,
                                 TextWriter& out) {
    put_improv_error(out, ImprovError::none);
    switch (static_cast<ImprovVerb>(request.verb)) {
        case ImprovVerb::wifi_settings: return begin_joining(request, now_us, out);
        case ImprovVerb::current_state:
            put_state(out);
            if (device_.is_joined()) put_address(ImprovVerb::current_state, out);
            return;
        case ImprovVerb::device_info: return put_info(out);
        case ImprovVerb::scan:
            if (errand_ == Errand::joining) break;
            errand_ = Errand::scanning;
            is_scan_ours_ = false;
            deadline_us_ = now_us + kScanningUs;
            return;
    }
    put_improv_error(out, ImprovError::unknown_request);
}

void SerialConsole::put_state(TextWriter& out) {
    if (errand_ == Errand::joining) return put_improv_state(out, ImprovState::provisioning);
    put_improv_state(out, device_.is_joined() ? ImprovState::provisioned : ImprovState::ready);
}

/// Where a browser goes next: the panel of the bridge, once it is known.
void SerialConsole::put_address(ImprovVerb verb, TextWriter& out) {
    const BridgeAddress& bridge = device_.bridge();
    char room[96];
    TextWriter address(room);
    address.put("http://").put(bridge.host.view()).put(':').put_integer(bridge.port).put('/');
    const std::string_view texts[] = {address.text()};
    put_improv_result(out, verb, texts, bridge.is_known() ? 1 : 0);
}

void SerialConsole::put_info(TextWriter& out) {
    const std::string_view texts[] = {image_.project, image_.version, image_.chip,
                                      device_.identity().id.view()};
    put_improv_result(out, ImprovVerb::device_info, texts, 4);
}

void SerialConsole::begin_joining(const ImprovRequest& request, std::int64_t now_us,
                                  TextWriter& out) {
    was_known_ = knows(device_.networks(), request.network);
    const bool is_taken = network_.assign(request.network) &&
                          device_.learn_network(request.network, request.password, now_us);
    if (!is_taken) return put_improv_error(out, ImprovError::bad_packet);
    errand_ = Errand::joining;
    deadline_us_ = now_us + kJoiningUs;
    put_state(out);
}

void SerialConsole::turn_joining(std::int64_t now_us, TextWriter& out) {
    const WifiPlan& networks = device_.networks();
    // What was learned stands in front, until another one works.
    const bool is_first = networks.count() != 0 && networks.at(0).name == network_.view();
    if (device_.is_joined() && is_first) {
        errand_ = Errand::none;
        put_state(out);
        return put_address(ImprovVerb::wifi_settings, out);
    }
    const bool has_failed = device_.is_joined() || !is_first || networks.at(0).is_wrong ||
                            device_.stage() == Stage::waiting || now_us >= deadline_us_;
    if (has_failed) fail_joining(out);
}

void SerialConsole::fail_joining(TextWriter& out) {
    errand_ = Errand::none;
    // A name that was mistyped would be tried for ever.
    if (!was_known_ && !(device_.is_joined() && device_.networks().at(0).name == network_.view())) {
        device_.forget_network(network_.view());
    }
    put_improv_error(out, ImprovError::cannot_join);
    put_state(out);
}

void SerialConsole::turn_scanning(std::int64_t now_us, TextWriter& out) {
    // The radio may be joining, or the portal may be looking: then this waits for its turn.
    if (!is_scan_ours_) is_scan_ours_ = scan_.begin();
    FoundNetwork found;
    while (is_scan_ours_ && scan_.state() == ScanState::done && out.left() > kResultRoom) {
        if (!scan_.take(found)) {
            deadline_us_ = now_us;
            break;
        }
        char room[8];
        TextWriter rssi(room);
        rssi.put_integer(found.rssi_dbm);
        const std::string_view texts[] = {
            {found.name, found.name_size}, rssi.text(), found.is_open ? "NO" : "YES"};
        put_improv_result(out, ImprovVerb::scan, texts, 3);
    }
    if (now_us < deadline_us_ || out.left() <= kResultRoom) return;
    errand_ = Errand::none;
    put_improv_result(out, ImprovVerb::scan, nullptr, 0);  // That was the last one.
}

}  // namespace bridge
