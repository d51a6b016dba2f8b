#include "program.hpp"

#include <poll.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "heap.hpp"

using namespace bridge;

namespace {

// A network that takes or gives something is found by polling it; five milliseconds are
// what a chip's loop costs at most, too.
constexpr std::int64_t kNapMs = 5;

std::unique_ptr<Pictures> pictures_of(const Options& options) {
    if (options.camera_fd >= 0) return std::make_unique<PipedPictures>(options.camera_fd);
    return std::make_unique<FolderPictures>(options.frames,
                                            static_cast<std::int64_t>(1e6 / options.fps));
}

std::string reply(bool is_ok, std::string_view name, std::string_view value) {
    char room[4608];
    TextWriter text(room);
    JsonWriter json(text);
    json.begin_object().key("ok").boolean(is_ok);
    if (!name.empty()) json.field(name, value);
    json.end_object();
    return std::string(text.text());
}

}  // namespace

Program::Program(const Options& options, std::FILE* events)
    : options_(options),
      events_(events, time_),
      faults_(time_),
      pictures_(pictures_of(options)),
      clock_(time_, options.drift_ppm),
      dialer_(faults_),
      wifi_(faults_),
      board_([this](std::int32_t level) {
          events_.tell("lamp", [&](JsonWriter& json) { json.field("level", level); });
      }),
      camera_(*pictures_, faults_, options.sensor),
      update_dialer_(faults_),
      slots_(options.slots) {
    if (!options.script.empty()) script_ = read_script(options.script);
    if (!options.control.empty()) control_.emplace(options.control);
    camera_.on_give_back([this](const HostCamera::Buffer& buffer) { note_given_back(buffer); });
    for (const char* name : {"wifi", "bridge", "key", "settings"}) {
        std::ifstream file(options.store + "/" + name, std::ios::binary);
        const std::string kept{std::istreambuf_iterator<char>(file), {}};
        if (!options.store.empty()) store_.save(name, bytes_from(std::string_view(kept)));
    }
    if (options.store.empty()) store_.save("key", bytes_from(options.key));
    if (!options.token.empty()) store_.save("token", bytes_from(options.token));
    if (options.is_fresh) return;
    store_.save("wifi", bytes_from(std::string_view(ScriptedWifi::kNetworks)));
}

void Program::run() {
    if (control_) {
        events_.tell("listening",
                     [&](JsonWriter& json) { json.field("control", control_->where()); });
    }
    start("power_on");
    for (const auto& [name, value] : options_.settings) set(name, value);
    if (!options_.is_fresh) type("bridge set " + options_.host + " " + options_.port);
    const auto end_us = static_cast<std::int64_t>(options_.seconds * 1e6);
    while (!is_over_ && (end_us == 0 || time_.now_us() < end_us)) turn();
    device_->cargo().end_session();
    events_.tell("ended", [&](JsonWriter& json) { put_counters(json); });
}

/// Power comes on. What the old device held is let go of as by a power cut.
void Program::start(std::string_view reset_reason) {
    if (device_) dialer_.reset();
    updater_.reset();
    update_stage_.reset();
    serial_.reset();
    portal_.reset();
    is_power_cut_ = true;
    device_.reset();
    is_power_cut_ = false;
    update_dialer_.hang_up();
    slots_.start();
    ++starts_;
    frames_sent_ = 0;
    frames_lost_ = 0;
    clock_.restart();
    board_.note_start(reset_reason);
    wifi_.leave();
    // A deaf firmware is one whose radio does not work.
    if (slots_.is_deaf()) faults_.begin({WishKind::no_network, 0, Wish::kForeverUs, 0, "", ""});
    device_ = std::make_unique<Device>(
        DevicePorts{wifi_, dialer_, datagrams_, camera_, board_, store_, random_},
        DeviceNames{options_.id, "gamebridge-cpp/0.1.0", false, options_.listen_port});
    TrialRules rules;
    rules.proof_us = static_cast<std::int64_t>(options_.proof_s * 1e6);
    portal_.emplace(*device_, PortalPorts{access_point_, portal_http_, portal_dns_, scan_});
    serial_.emplace(*device_, scan_, slots_.running());
    updater_.emplace(*device_, UpdatePorts{update_dialer_, slots_, store_, board_}, rules);
    device_->begin(clock_.now_us());
    updater_->begin(clock_.now_us());
}

void Program::restart(std::string_view reset_reason) {
    if (slots_.is_deaf()) faults_.end(WishKind::no_network);
    start(reset_reason);
    events_.tell("restarted", [&](JsonWriter& json) { json.field("reset_reason", reset_reason); });
}

void Program::turn() {
    follow_script();
    camera_.turn(clock_.now_us());
    const std::int64_t next_us = device_->turn(clock_.now_us());
    if (device_->stage() != stage_) {
        stage_ = device_->stage();
        events_.tell("stage", [&](JsonWriter& json) {
            json.field("stage", name_of(stage_)).field("reason", name_of(device_->reason()));
            json.field("remedy", remedy_of(device_->reason()));
        });
    }
    if (options_.report_s > 0 && time_.now_us() >= report_due_us_) {
        report_due_us_ = time_.now_us() + static_cast<std::int64_t>(options_.report_s * 1e6);
        events_.tell("counters", [&](JsonWriter& json) { put_counters(json); });
    }
    turn_onboarding(clock_.now_us());
    turn_update(clock_.now_us());
    if (board_.wants_restart || slots_.wants_restart) restart("software");
    wait(next_us);
    if (control_) control_->turn([this](const std::string& line) { return answer(line); });
}

void Program::wait(std::int64_t next_us) {
    watched_.clear();
    watched_.push_back({has_input_ ? STDIN_FILENO : -1, POLLIN, 0});
    watched_.push_back({dialer_.descriptor(), POLLIN, 0});
    watched_.push_back({pictures_->descriptor(), POLLIN, 0});
    watched_.push_back({update_dialer_.descriptor(), POLLIN, 0});
    if (control_) control_->add_to(watched_);
    const std::int64_t wait_ms = std::max<std::int64_t>(1, (next_us - clock_.now_us()) / 1000);
    poll(watched_.data(), watched_.size(), static_cast<int>(std::min(wait_ms, kNapMs)));
    if (watched_[0].revents != 0) read_input();
}

void Program::read_input() {
    char room[256];
    const ssize_t size = read(STDIN_FILENO, room, sizeof room);
    if (size <= 0) has_input_ = false;
    if (size > 0) input_.append(room, static_cast<std::size_t>(size));
}

void Program::turn_onboarding(std::int64_t now_us) {
    char room[kSerialRoom];
    TextWriter said(room);
    serial_->turn(bytes_from(std::string_view(input_)), now_us, said);
    input_.clear();
    std::fwrite(said.text().data(), 1, said.text().size(), stderr);
    portal_->turn(now_us);
    if (portal_->is_open() == was_portal_open_) return;
    was_portal_open_ = portal_->is_open();
    if (!was_portal_open_) return events_.tell("portal_closed");
    events_.tell("portal", [&](JsonWriter& json) {
        json.field("network", access_point_.name());
        json.field("http", portal_http_.port()).field("dns", portal_dns_.port());
    });
}

void Program::turn_update(std::int64_t now_us) {
    updater_->turn(now_us);
    if (updater_->stage() == update_stage_) return;
    update_stage_ = updater_->stage();
    events_.tell("update", [&](JsonWriter& json) {
        json.field("stage", name_of(updater_->stage())).field("code", name_of(updater_->fault()));
        json.field("version", slots_.running().version);
    });
}

std::string Program::type(std::string_view line) {
    char room[4096];
    TextWriter out(room);
    device_->run_console(line, clock_.now_us(), out);
    return std::string(out.text());
}

void Program::set(const std::string& name, const std::string& value) {
    const Outcome outcome =
        device_->cargo().settings().set(name, Scalar::of_text(value), clock_.now_us());
    if (!outcome.is_done) {
        throw std::runtime_error("--set " + name + "=" + value + ": " +
                                 std::string(outcome.text.view()));
    }
}

void Program::follow_script() {
    while (next_wish_ < script_.size() && time_.now_us() >= script_[next_wish_].at_us) {
        obey(script_[next_wish_++]);
    }
}

std::string Program::answer(const std::string& line) {
    try {
        const Wish wish = read_wish(line);
        if (wish.kind == WishKind::console) return reply(true, "said", type(wish.text));
        if (wish.kind != WishKind::status) {
            obey(wish);
            return reply(true, "", "");
        }
    } catch (const std::runtime_error& error) {
        return reply(false, "text", error.what());
    }
    char room[1024];
    TextWriter text(room);
    JsonWriter json(text);
    json.begin_object().key("ok").boolean(true).field("reason", name_of(device_->reason()));
    put_counters(json);
    json.end_object();
    return std::string(text.text());
}

void Program::obey(const Wish& wish) {
    events_.tell("wish", [&](JsonWriter& json) { json.field("do", name_of(wish.kind)); });
    faults_.begin(wish);
    switch (wish.kind) {
        case WishKind::lose_network:
        case WishKind::no_network:
        case WishKind::wrong_password: return wifi_.lose();
        case WishKind::reset: return dialer_.reset();
        case WishKind::half_open: return dialer_.half_open();
        case WishKind::jump_clock: return clock_.jump(wish.number * 1000);
        case WishKind::vitals: return board_.measure(JsonView(wish.line));
        case WishKind::quit: is_over_ = true; return;
        case WishKind::console: type(wish.text); return;
        case WishKind::lamp: type("cam set lamp " + std::to_string(wish.number / 1000)); return;
        case WishKind::restart: return restart("power_on");
        default: return;  // What lasts has begun.
    }
}

/// The core counts a picture before it lets go of it, so the counters tell its fate.
void Program::note_given_back(const HostCamera::Buffer& buffer) {
    std::string_view fate = is_power_cut_ ? "cut" : "";
    if (device_) {
        const Cargo& cargo = device_->cargo();
        if (cargo.frames_sent() != frames_sent_) fate = "sent";
        if (cargo.drops().link_lost != frames_lost_) fate = "lost";
        frames_sent_ = cargo.frames_sent();
        frames_lost_ = cargo.drops().link_lost;
    }
    if (fate.empty()) return;
    events_.tell("frame", [&](JsonWriter& json) {
        json.field("fate", fate);
        json.key("sha256").hex(bytes_from(buffer.digest));
        json.field("bytes", static_cast<std::int64_t>(buffer.frame.jpeg.size));
    });
}

void Program::put_counters(JsonWriter& json) {
    const Cargo& cargo = device_->cargo();
    std::int64_t refused = 0;
    for (std::size_t i = 1; i < kGateVerdicts; ++i) {
        refused += cargo.gate().count(static_cast<GateVerdict>(i));
    }
    json.field("stage", name_of(device_->stage())).field("frames_sent", cargo.frames_sent());
    json.field("replaced", std::int64_t{cargo.drops().replaced});
    json.field("link_lost", std::int64_t{cargo.drops().link_lost});
    json.field("refused", refused).field("starts", starts_).field("heap_bytes", heap_bytes());
}
