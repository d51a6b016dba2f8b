#include "bridge/updater.hpp"

#include <iterator>

#include "bridge/bridge_messages.hpp"
#include "bridge/feature.hpp"
#include "bridge/protocol.hpp"

namespace bridge {

namespace {

constexpr std::string_view kStoreName = "update";
constexpr std::size_t kMaxRecord = 160;
constexpr std::int64_t kTellUs = kSecond;
constexpr std::string_view kStages[] = {"idle", "downloading", "restarting", "on_trial",
                                        "kept", "rolled_back", "failed"};
static_assert(std::size(kStages) == static_cast<std::size_t>(UpdateStage::failed) + 1,
              "all stages");
constexpr std::string_view kArguments[] = {"sha256", "size", "project", "version", "chip", "again"};

/// Why an offer is not taken, and by whom where that matters.
void put_refusal(UpdateFault fault, const RunningImage& running, FixedText<120>& into) {
    char room[120];
    TextWriter text(room);
    if (fault == UpdateFault::wrong_board || fault == UpdateFault::wrong_chip) {
        text.put("this is a ").put(running.project.substr(0, 32)).put(": ");
    }
    text.put(remedy_of(fault));
    into.assign_cut(text.ok() ? text.text() : remedy_of(fault));
}

}  // namespace

std::string_view name_of(UpdateStage stage) {
    return kStages[static_cast<std::size_t>(stage)];
}

void Updater::begin(std::int64_t now_us) {
    device_.cargo().set_annex(*this);
    load_record();
    const RunningImage running = ports_.slot.running();
    const bool is_new = record_.slot == running.slot;
    if (running.is_on_trial) {
        trial_.begin(now_us, device_.cargo().frames_sent(), is_new && record_.needs_picture);
        return enter(UpdateStage::on_trial, UpdateFault::none, now_us);
    }
    if (record_.slot.empty()) return;
    if (is_new) return enter(UpdateStage::kept, UpdateFault::none, now_us);
    enter(UpdateStage::rolled_back, fault_named(record_.why.view()), now_us);
}

void Updater::turn(std::int64_t now_us) {
    if (stage_ == UpdateStage::downloading) turn_download(now_us);
    if (stage_ == UpdateStage::on_trial) turn_trial(now_us);
}

void Updater::enter(UpdateStage stage, UpdateFault fault, std::int64_t now_us) {
    stage_ = stage;
    fault_ = fault;
    has_changed_ = true;
    char room[120];
    TextWriter text(room);
    text.put("update: ").put(name_of(stage));
    if (fault != UpdateFault::none) text.put(": ").put(remedy_of(fault).substr(0, 90));
    device_.cargo().log().write(fault == UpdateFault::none ? LogLevel::info : LogLevel::error,
                                now_us, text.text());
}

void Updater::put_feature(JsonWriter& json) const {
    Feature feature;
    feature.name = method();
    feature.kind = FeatureKind::action;
    feature.choices = kArguments;
    feature.choice_count = std::size(kArguments);
    bridge::put_feature(json, feature);
}

UpdateFault Updater::judge_now(const UpdateOffer& offer, const RunningImage& running) {
    Vitals vitals;
    ports_.board.read_vitals(vitals);
    return judge_offer(offer, running, ports_.slot.room(), vitals);
}

Outcome Updater::take_call(JsonView args, std::int64_t now_us) {
    UpdateOffer offer;
    UpdateFault fault = read_offer(args, offer);
    const RunningImage running = ports_.slot.running();
    const bool is_busy = stage_ == UpdateStage::downloading || stage_ == UpdateStage::restarting;
    if (is_busy) fault = UpdateFault::busy;
    if (fault == UpdateFault::none) fault = judge_now(offer, running);
    Outcome outcome;
    outcome.is_done = fault == UpdateFault::none;
    if (!outcome.is_done) {
        outcome.code = name_of(fault);
        put_refusal(fault, running, outcome.text);
        return outcome;
    }
    offer_ = offer;
    told_bytes_ = 0;
    device_.cargo().pause_pictures(true);
    enter(UpdateStage::downloading, UpdateFault::none, now_us);
    download_.begin(offer, now_us);
    return outcome;
}

void Updater::turn_download(std::int64_t now_us) {
    // Pictures and pieces share a radio; without a session there is nobody to ask.
    const bool has_session = device_.stage() == Stage::streaming;
    download_.turn(has_session ? device_.bridge() : BridgeAddress{}, now_us);
    if (download_.state() == UpdateDownload::State::failed) {
        device_.cargo().pause_pictures(false);
        return enter(UpdateStage::failed, download_.fault(), now_us);
    }
    if (download_.state() != UpdateDownload::State::done) return;
    record_ = Record{};
    record_.slot.assign(ports_.slot.other());
    record_.version = offer_.version;
    record_.needs_picture = device_.cargo().frames_sent() > 0;
    // Without the record the trial is easier, and the outcome less known; both are bearable.
    keep_record();
    enter(UpdateStage::restarting, UpdateFault::none, now_us);
    device_.cargo().ask_for(Deed::restart);
}

void Updater::turn_trial(std::int64_t now_us) {
    Cargo& cargo = device_.cargo();
    const bool is_streaming = device_.stage() == Stage::streaming;
    // Nobody may be watching; one picture shows that there could be more.
    if (is_streaming && !has_asked_picture_) {
        has_asked_picture_ = true;
        cargo.ask_for(Deed::snapshot);
    }
    switch (trial_.judge(is_streaming, cargo.frames_sent(), now_us)) {
        case UpdateTrial::Verdict::open: return;
        case UpdateTrial::Verdict::proven:
            if (!ports_.slot.keep()) return;  // Asked again in the next turn.
            return enter(UpdateStage::kept, UpdateFault::none, now_us);
        case UpdateTrial::Verdict::failed:
            record_.why.assign(name_of(trial_.fault()));
            keep_record();
            enter(UpdateStage::rolled_back, trial_.fault(), now_us);
            ports_.slot.roll_back();
    }
}

void Updater::load_record() {
    std::uint8_t room[kMaxRecord];
    const std::string_view text = text_from({room, ports_.store.load(kStoreName, room_in(room))});
    const JsonView kept = check_json(text) ? JsonView(text) : JsonView();
    record_.slot = text_in<16>(kept.member("slot"));
    record_.version = text_in<32>(kept.member("version"));
    record_.why = text_in<24>(kept.member("why"));
    record_.needs_picture = kept.member("picture").boolean().value_or(false);
}

bool Updater::keep_record() {
    char room[kMaxRecord];
    TextWriter text(room);
    JsonWriter json(text);
    json.begin_object().field("slot", record_.slot.view());
    json.field("version", record_.version.view()).field("why", record_.why.view());
    json.key("picture").boolean(record_.needs_picture).end_object();
    return json.ok() && ports_.store.save(kStoreName, bytes_from(text.text()));
}

bool Updater::has_news(std::int64_t now_us) const {
    if (has_changed_) return true;
    return stage_ == UpdateStage::downloading && now_us - told_us_ >= kTellUs &&
           download_.done_bytes() != told_bytes_;
}

void Updater::put_value(MsgpackWriter& out, std::int64_t now_us) {
    const RunningImage running = ports_.slot.running();
    const bool is_loading = stage_ == UpdateStage::downloading;
    const std::string_view next =
        is_loading || stage_ == UpdateStage::failed || stage_ == UpdateStage::restarting
            ? offer_.version.view()
            : record_.version.view();
    out.map(10).text("project").text(running.project).text("version").text(running.version);
    out.text("chip").text(running.chip).text("slot").text(running.slot);
    out.text("stage").text(name_of(stage_)).text("next_version").text(next);
    out.text("done_bytes").integer(static_cast<std::int64_t>(download_.done_bytes()));
    out.text("size_bytes").integer(static_cast<std::int64_t>(offer_.size));
    out.text("code").text(fault_ == UpdateFault::none ? std::string_view{} : name_of(fault_));
    out.text("text").text(remedy_of(fault_));
    has_changed_ = false;
    told_us_ = now_us;
    told_bytes_ = download_.done_bytes();
}

}  // namespace bridge
