// What a device has to send and to do, whatever link there is: pictures, answers, log lines,
// health. It outlives links, and never waits for one.
#pragma once

#include <cstdint>

#include "bridge/calls.hpp"
#include "bridge/frame_gate.hpp"
#include "bridge/frame_slot.hpp"
#include "bridge/health.hpp"
#include "bridge/heap_slope.hpp"
#include "bridge/log_ring.hpp"
#include "bridge/message_form.hpp"
#include "bridge/pacer.hpp"
#include "bridge/ports/board.hpp"
#include "bridge/ports/camera.hpp"
#include "bridge/ports/store.hpp"
#include "bridge/settings.hpp"

namespace bridge {

class Cargo : public FeatureList {
  public:
    Cargo(Camera& camera, Board& board, Store& store, Room scratch)
        : camera_(camera),
          board_(board),
          settings_(camera, board, store, scratch),
          calls_(settings_) {}

    /// Starts the camera and sets what was kept.
    void begin(std::int64_t now_us);
    /// Adds another part, which outlives this one.
    void set_annex(Annex& annex);
    /// Stops taking pictures for something that needs the radio more, or goes on.
    void pause_pictures(bool is_paused) { is_paused_ = is_paused; }
    /// Takes pictures off the driver and keeps house.
    void turn(std::int64_t now_us);

    // What a link tells.
    void begin_session(std::int64_t now_us);
    /// The link can take pictures from now on.
    void begin_pictures() { takes_pictures_ = true; }
    /// The link takes pictures when it is asked for one, and a fresh one each time.
    void begin_snapshots();
    void take_fresh_picture();
    void end_session();
    void take_message(Op op, JsonView message, std::int64_t now_us);

    // What a link takes, in the order of importance. Each is false when there is none.
    bool put_next_ack(TextWriter& out);
    bool take_log_line(LogLine& line) { return log_.take(line); }
    bool is_health_due(std::int64_t now_us) const {
        return now_us >= health_due_us_ || (annex_ != nullptr && annex_->has_news(now_us));
    }
    void put_health_value(MsgpackWriter& out, std::int64_t now_us);
    [[nodiscard]] NoteTopic note_topic() const { return camera_.note_topic(); }
    [[nodiscard]] bool has_frame() const { return !slot_.is_empty(); }
    /// The frame is the link's until it calls `note_sent` or `note_lost`. It is counted
    /// first and given back then, so that whoever owns the buffer can know its fate.
    FrameLease take_frame();
    void note_sent(std::int64_t now_us, std::int64_t duration_us);
    void note_lost();

    [[nodiscard]] bool has_acks() const { return pending_count_ != 0; }
    [[nodiscard]] Deed deed() const { return deed_; }
    void ask_for(Deed deed);
    void clear_deed() { deed_ = Deed::none; }
    [[nodiscard]] std::int64_t frames_sent() const { return frames_sent_; }
    [[nodiscard]] std::int64_t next_turn_us(std::int64_t now_us) const {
        return pacer_.next_turn_us(now_us);
    }

    void put_features(JsonWriter& json) const override;

    [[nodiscard]] const Vitals& vitals() const { return vitals_; }
    [[nodiscard]] SensorModel sensor() const { return camera_.sensor(); }
    [[nodiscard]] Settings& settings() { return settings_; }
    [[nodiscard]] const Settings& settings() const { return settings_; }
    [[nodiscard]] LogRing& log() { return log_; }
    [[nodiscard]] const Pacer& pacer() const { return pacer_; }
    [[nodiscard]] const FrameGate& gate() const { return gate_; }
    [[nodiscard]] DropCounts drops() const;

  private:
    static constexpr std::size_t kPending = 16;

    void take_pictures(std::int64_t now_us);
    void watch_camera(std::int64_t now_us);
    void follow_pace();
    void restart_camera(std::int64_t now_us);
    void take_call(JsonView message, std::int64_t now_us);
    void take_interest(JsonView message);
    void take_status(JsonView message, std::int64_t now_us);

    Camera& camera_;
    Board& board_;
    Settings settings_;
    Calls calls_;
    FrameGate gate_;
    FrameSlot slot_;
    Pacer pacer_;
    LogRing log_;
    HeapSlope slope_;
    Vitals vitals_;
    const Answer* pending_[kPending] = {};
    std::size_t pending_count_ = 0;
    Deed deed_ = Deed::none;
    Annex* annex_ = nullptr;
    bool takes_pictures_ = false;
    bool is_paused_ = false;
    bool is_in_flight_ = false;
    bool wants_restart_ = false;
    bool is_resting_ = false;
    std::int32_t applied_quality_ = 0;
    std::int32_t applied_sizes_down_ = 0;
    std::int64_t vitals_due_us_ = 0;
    std::int64_t health_due_us_ = 0;
    std::int64_t restart_after_us_ = 0;
    std::int64_t alive_us_ = 0;  ///< When the camera last gave a picture, or need not.
    std::int64_t frames_captured_ = 0;
    std::int64_t frames_sent_ = 0;
    std::uint32_t frames_lost_ = 0;
};

}  // namespace bridge
