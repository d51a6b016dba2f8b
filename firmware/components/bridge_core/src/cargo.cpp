#include "bridge/cargo.hpp"

#include "bridge/bridge_messages.hpp"
#include "bridge/device_messages.hpp"
#include "bridge/protocol.hpp"

namespace bridge {

namespace {

constexpr std::int64_t kHealthIntervalUs = 10 * kSecond;
constexpr std::int64_t kVitalsIntervalUs = kSecond;
// A sensor that does not come back is not switched on and off all the time.
constexpr std::int64_t kRestartGapUs = 5 * kSecond;
// A driver gives up after four seconds without a picture; twice that is no hiccup.
constexpr std::int64_t kSilentUs = 10 * kSecond;

}  // namespace

void Cargo::begin(std::int64_t now_us) {
    // The first start tells which sensor there is; what was kept for it may want another plan.
    const bool is_running = camera_.start(CameraPlan{});
    settings_.load();
    if (is_running && settings_.plan(0) == CameraPlan{}) {
        settings_.apply_all();
        restart_after_us_ = now_us + kRestartGapUs;
        alive_us_ = now_us;
    } else {
        restart_camera(now_us);
    }
    log_.write(LogLevel::info, now_us, "started");
}

void Cargo::set_annex(Annex& annex) {
    annex_ = &annex;
    calls_.set_annex(annex);
}

void Cargo::restart_camera(std::int64_t now_us) {
    wants_restart_ = false;
    restart_after_us_ = now_us + kRestartGapUs;
    alive_us_ = now_us;
    slot_.clear();
    applied_sizes_down_ = pacer_.pace().sizes_down;
    if (!camera_.start(settings_.plan(applied_sizes_down_))) {
        log_.write(LogLevel::error, now_us, "no camera answers: check its cable, then reboot");
        return;
    }
    settings_.apply_all();
    applied_quality_ = 0;
    is_resting_ = false;  // It runs after a start.
}

void Cargo::turn(std::int64_t now_us) {
    pacer_.set(settings_.pace());
    follow_pace();
    if (gate_.take_recovery()) {
        log_.write(LogLevel::warning, now_us,
                   "three bad pictures in a row: starting the camera anew");
        wants_restart_ = true;
    }
    watch_camera(now_us);
    if (settings_.take_restart()) {
        wants_restart_ = true;
        restart_after_us_ = 0;  // A person waits for this one.
    }
    // A start needs all buffers back, so it waits for the frame that is on its way.
    if (wants_restart_ && !is_in_flight_ && now_us >= restart_after_us_) restart_camera(now_us);
    take_pictures(now_us);
    settings_.keep(now_us);
    if (now_us < vitals_due_us_) return;
    vitals_due_us_ = now_us + kVitalsIntervalUs;
    board_.read_vitals(vitals_);
    if (vitals_.heap_free_bytes != Vitals::kUnknown) slope_.add(now_us, vitals_.heap_free_bytes);
}

/// A sensor that has stopped is started anew: no picture is as bad as a bad one.
void Cargo::watch_camera(std::int64_t now_us) {
    if (is_resting_ || camera_.sensor() == SensorModel::none) alive_us_ = now_us;
    if (wants_restart_ || now_us - alive_us_ < kSilentUs) return;
    log_.write(LogLevel::warning, now_us,
               "the camera has delivered nothing for ten seconds: starting it anew");
    wants_restart_ = true;
}

void Cargo::follow_pace() {
    const Pace pace = pacer_.pace();
    // A sensor that runs for nobody is hot for nothing.
    const bool is_resting =
        is_paused_ || ((!takes_pictures_ || pace.fps_milli == 0) && !pacer_.wants_snapshot());
    if (is_resting != is_resting_) camera_.set_standby(is_resting);
    is_resting_ = is_resting;
    if (pace.sizes_down != applied_sizes_down_) wants_restart_ = true;
    if (pace.quality == applied_quality_) return;
    applied_quality_ = pace.quality;
    if (settings_.has(SettingId::quality)) settings_.apply_quality(pace.quality);
}

void Cargo::take_pictures(std::int64_t now_us) {
    Frame frame;
    while (camera_.take(frame)) {
        FrameLease lease(camera_, frame);
        ++frames_captured_;
        alive_us_ = now_us;
        if (gate_.judge(lease.frame()) != GateVerdict::good) continue;
        if (!takes_pictures_ || is_paused_ || wants_restart_ || !pacer_.take_turn(now_us)) continue;
        slot_.put(static_cast<FrameLease&&>(lease));
    }
}

void Cargo::begin_session(std::int64_t now_us) {
    pacer_.begin_session(now_us);
    health_due_us_ = now_us;
}

void Cargo::begin_snapshots() {
    takes_pictures_ = true;
    pacer_.set_interest(0, 0);
}

void Cargo::take_fresh_picture() {
    slot_.clear();
    pacer_.want_snapshot();
}

void Cargo::end_session() {
    takes_pictures_ = false;
    slot_.clear();
}

void Cargo::take_message(Op op, JsonView message, std::int64_t now_us) {
    if (op == Op::call) {
        take_call(message, now_us);
    } else if (op == Op::interest) {
        take_interest(message);
    } else if (op == Op::slow_down) {
        const SlowDownMessage request = read_slow_down(message);
        pacer_.set_limit(request.fps_milli, request.quality);
    } else if (op == Op::status) {
        take_status(message, now_us);
    }
}

void Cargo::take_interest(JsonView message) {
    const InterestMessage interest = read_interest(message);
    constexpr std::string_view kTail = "/camera/jpeg";
    const std::string_view topic = interest.topic.view();
    const bool is_camera =
        topic.size() > kTail.size() && topic.substr(topic.size() - kTail.size()) == kTail;
    if (is_camera) pacer_.set_interest(interest.subscribers, interest.max_mhz);
}

void Cargo::take_status(JsonView message, std::int64_t now_us) {
    const StatusMessage status = read_status(message);
    char room[120];
    TextWriter text(room);
    text.put("bridge: ").put(status.code.view()).put(' ').put(status.text.view().substr(0, 60));
    log_.write(status.level == "error" ? LogLevel::error : LogLevel::warning, now_us, text.text());
}

void Cargo::take_call(JsonView message, std::int64_t now_us) {
    const Answer& answer = calls_.run(read_call(message), now_us);
    if (pending_count_ < kPending) pending_[pending_count_++] = &answer;
    ask_for(answer.deed);
}

void Cargo::ask_for(Deed deed) {
    if (deed == Deed::snapshot) {
        pacer_.want_snapshot();
    } else if (deed != Deed::none) {
        deed_ = deed;
    }
}

bool Cargo::put_next_ack(TextWriter& out) {
    if (pending_count_ == 0) return false;
    const Answer& answer = *pending_[0];
    for (std::size_t i = 1; i < pending_count_; ++i) pending_[i - 1] = pending_[i];
    --pending_count_;
    AckMessage ack;
    ack.id = answer.id.view();
    ack.is_applied = answer.outcome.is_done;
    ack.value = answer.outcome.value;
    ack.code = answer.outcome.code;
    ack.text = answer.outcome.text.view();
    put_ack(out, ack);
    return true;
}

void Cargo::put_health_value(MsgpackWriter& out, std::int64_t now_us) {
    health_due_us_ = now_us + kHealthIntervalUs;
    HealthReport report;
    report.uptime_us = now_us;
    report.vitals = vitals_;
    report.has_heap_slope = slope_.is_known();
    report.heap_slope_bytes_per_minute = slope_.bytes_per_minute();
    report.frames_captured = frames_captured_;
    report.frames_sent = frames_sent_;
    report.drops = drops();
    report.has_send_times = !pacer_.times().is_empty();
    report.send_us_p50 = pacer_.times().percentile(50);
    report.send_us_p99 = pacer_.times().percentile(99);
    report.gate = &gate_;
    report.settings = &settings_;
    report.annex = annex_;
    put_health(out, report, now_us);
}

FrameLease Cargo::take_frame() {
    is_in_flight_ = !slot_.is_empty();
    return slot_.take();
}

void Cargo::note_sent(std::int64_t now_us, std::int64_t duration_us) {
    is_in_flight_ = false;
    ++frames_sent_;
    pacer_.note_sent(now_us, duration_us);
}

void Cargo::note_lost() {
    is_in_flight_ = false;
    ++frames_lost_;
}

DropCounts Cargo::drops() const {
    DropCounts drops;
    drops.replaced = slot_.replaced() + camera_.missed();
    drops.link_lost = frames_lost_;
    drops.log_lines = log_.lost_in_all();
    return drops;
}

void Cargo::put_features(JsonWriter& json) const {
    settings_.put_features(json);
    Calls::put_actions(json);
    if (annex_ != nullptr) annex_->put_feature(json);
}

}  // namespace bridge
