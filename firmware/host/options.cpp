#include "options.hpp"

#include <cstdlib>
#include <functional>
#include <map>
#include <stdexcept>

#include "wishes.hpp"

using bridge::SensorModel;

namespace {

using Taker = std::function<void(Options&, const std::string&)>;

double number_of(const std::string& name, const std::string& text, double least) {
    std::size_t end = 0;
    double number = 0;
    try {
        number = std::stod(text, &end);
    } catch (const std::logic_error&) {
        end = 0;
    }
    if (end != text.size() || text.empty() || number < least) {
        throw std::runtime_error(name + " " + text + ": expected a number of " +
                                 std::to_string(least).substr(0, 4) + " or more");
    }
    return number;
}

void take_bridge(Options& options, const std::string& value) {
    const std::size_t colon = value.find(':');
    options.host = value.substr(0, colon);
    if (colon != std::string::npos) options.port = value.substr(colon + 1);
}

void take_setting(Options& options, const std::string& value) {
    const std::size_t sign = value.find('=');
    if (sign == 0 || sign == std::string::npos) {
        throw std::runtime_error("--set " + value + ": expected NAME=VALUE, as in fps=10");
    }
    options.settings.emplace_back(value.substr(0, sign), value.substr(sign + 1));
}

void take_sensor(Options& options, const std::string& value) {
    const std::map<std::string, SensorModel> known = {{"none", SensorModel::none},
                                                      {"ov2640", SensorModel::ov2640},
                                                      {"ov3660", SensorModel::ov3660},
                                                      {"ov5640", SensorModel::ov5640},
                                                      {"gc0308", SensorModel::gc0308}};
    const auto found = known.find(value);
    if (found == known.end()) {
        throw std::runtime_error("--sensor " + value +
                                 ": expected ov2640, ov3660, ov5640, gc0308 or none");
    }
    options.sensor = found->second;
}

void take_wifi(Options& options, const std::string& value) {
    if (value != "known" && value != "none") {
        throw std::runtime_error("--wifi " + value + ": expected known or none");
    }
    options.is_fresh = value == "none";
}

const std::map<std::string, Taker>& takers() {
    static const std::map<std::string, Taker> all = {
        {"--bridge", take_bridge},
        {"--frames", [](Options& o, const std::string& v) { o.frames = v; }},
        {"--camera-fd",
         [](Options& o, const std::string& v) {
             o.camera_fd = static_cast<int>(number_of("--camera-fd", v, 0));
         }},
        {"--id", [](Options& o, const std::string& v) { o.id = v; }},
        {"--key", [](Options& o, const std::string& v) { o.key = v; }},
        {"--token", [](Options& o, const std::string& v) { o.token = v; }},
        {"--listen-port",
         [](Options& o, const std::string& v) {
             o.listen_port = static_cast<std::uint16_t>(number_of("--listen-port", v, 1));
         }},
        {"--set", take_setting},
        {"--sensor", take_sensor},
        {"--fps", [](Options& o, const std::string& v) { o.fps = number_of("--fps", v, 0.01); }},
        {"--drift-ppm",
         [](Options& o, const std::string& v) { o.drift_ppm = number_of("--drift-ppm", v, -1e5); }},
        {"--wifi", take_wifi},
        {"--store", [](Options& o, const std::string& v) { o.store = v; }},
        {"--slots", [](Options& o, const std::string& v) { o.slots = v; }},
        {"--proof-s",
         [](Options& o, const std::string& v) { o.proof_s = number_of("--proof-s", v, 0); }},
        {"--script", [](Options& o, const std::string& v) { o.script = v; }},
        {"--control", [](Options& o, const std::string& v) { o.control = v; }},
        {"--log", [](Options& o, const std::string& v) { o.log = v; }},
        {"--report-s",
         [](Options& o, const std::string& v) { o.report_s = number_of("--report-s", v, 0); }},
        {"--seconds",
         [](Options& o, const std::string& v) { o.seconds = number_of("--seconds", v, 0); }},
    };
    return all;
}

}  // namespace

Options read_options(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; i += 2) {
        const std::string name = argv[i];
        if (name == "--help") {
            options.wants_help = true;
            return options;
        }
        const auto taker = takers().find(name);
        if (taker == takers().end())
            throw std::runtime_error("no option " + name + "; --help lists all");
        if (i + 1 == argc) throw std::runtime_error(name + " needs a value");
        taker->second(options, argv[i + 1]);
    }
    const char* kept = std::getenv("GAMEBRIDGE_KEY");
    if (options.key.empty() && kept != nullptr) options.key = kept;
    options.is_fresh = options.is_fresh || !options.store.empty();
    if (options.host.empty() && !options.is_fresh) {
        throw std::runtime_error("--bridge HOST:PORT is needed, or --wifi none, or --store");
    }
    if (!options.host.empty() && options.is_fresh) {
        throw std::runtime_error("--bridge: --wifi none and --store are without");
    }
    if (options.frames.empty() == (options.camera_fd < 0)) {
        throw std::runtime_error("one of --frames and --camera-fd is needed");
    }
    return options;
}

std::string usage() {
    return "usage: virtual_device (--bridge HOST:PORT | --wifi none) (--frames FOLDER | "
           "--camera-fd N) [options]\n"
           "\n"
           "The core of the firmware on a PC: a camera that speaks to a real bridge.\n"
           "\n"
           "  --bridge HOST:PORT   where the bridge is; the port is 8080 when left out\n"
           "  --frames FOLDER      show the JPEG files of a folder, in order of their names\n"
           "  --camera-fd N        pictures come over this socket, which was handed down:\n"
           "                       {\"jpeg_bytes\",\"note_bytes\",\"width_px\",\"height_px\",\n"
           "                       \"number\",\"age_us\"}, a line end, and the bytes; what the "
           "sensor is\n"
           "                       told goes back as lines of JSON (gamebridge simulate "
           "--firmware\n"
           "                       draws such pictures)\n"
           "  --id ID              name of the device (virtual-1)\n"
           "  --key KEY            its key, else that in GAMEBRIDGE_KEY, which other users of the\n"
           "                       machine cannot see; without one only this machine is let in\n"
           "  --token TOKEN        what a taghub hub shares with its devices (personality taghub)\n"
           "  --listen-port PORT   where the personality capture81 listens (81)\n"
           "  --set NAME=VALUE     a setting of the device, as its console knows them; repeatable\n"
           "  --sensor MODEL       ov2640 (default), ov3660, ov5640, gc0308 or none\n"
           "  --fps RATE           pictures a second that the camera delivers of --frames (20)\n"
           "  --drift-ppm N        how much too fast the device's clock runs (0)\n"
           "  --wifi none          begin without a network and a bridge, which are then given by\n"
           "                       Improv on the input (\"virtual\", password \"virtual\"), or by\n"
           "                       the portal, which opens after three minutes\n"
           "  --store FOLDER       begin with what was kept before: wifi, bridge, key, settings,\n"
           "                       a file each\n"
           "  --slots FOLDER       keep firmware here, so that it can be updated\n"
           "  --proof-s N          how long new firmware has to stay with the bridge (60)\n"
           "  --script FILE        timed faults, one JSON object per line, see below\n"
           "  --control WHERE      take wishes, one per line, at this port of loopback (0: a free\n"
           "                       one, which the event `listening` tells), or at this path\n"
           "  --log FILE           write events there instead of to the output\n"
           "  --report-s N         tell counters so often (10; 0: never)\n"
           "  --seconds N          end after so long (0: never)\n"
           "\n"
           "Lines on the input are lines of the device's console: try help. Improv's packets are\n"
           "taken there too; answers go to the error output.\n"
           "\n"
           "Events are lines of JSON with `at_us` and `event`:\n"
           "  listening   control\n"
           "  stage       stage, reason, remedy\n"
           "  frame       fate, sha256, bytes; sent: the network took all of it, or the bridge "
           "has\n"
           "              answered; lost: the link broke meanwhile; cut: the power was cut while\n"
           "              the device held it\n"
           "  lamp        level\n"
           "  wish        do: what the script or the control socket asked for\n"
           "  counters    stage, frames_sent, replaced, link_lost, refused, starts, heap_bytes\n"
           "  restarted   reset_reason\n"
           "  portal      network, http, dns: it is open, at these ports of loopback\n"
           "  portal_closed\n"
           "  update      stage, code, version: what runs, and what is being done about it\n"
           "  ended       as counters\n"
           "\n"
           "Wishes, as in {\"at_s\":10,\"do\":\"stall\",\"for_s\":3}; at_s is for scripts, for_s "
           "is\n"
           "how long a fault lasts (to the end when left out). Over the control socket each is\n"
           "answered by {\"ok\":true}, or by {\"ok\":false,\"text\":\"…\"} with what is wrong.\n" +
           wish_help();
}
