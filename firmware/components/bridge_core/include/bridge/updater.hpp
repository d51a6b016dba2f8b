// Updates over the air: an offer of the bridge's, the download, the restart, the trial, and
// then the new firmware for good or the old one back with a reason.
//
// Theory of operation. The session stays up during the download, without pictures, and tells
// how far it is. What is to be remembered over the restart stands in the store under
// "update": which slot was written, and what the new firmware has to prove. Whether the slot
// starts for good is the bootloader's mark, which only `keep` sets: a crash, a hang that the
// watchdog ends, or a loss of power during the trial leads back by itself.
#pragma once

#include <cstdint>

#include "bridge/annex.hpp"
#include "bridge/device.hpp"
#include "bridge/update_download.hpp"
#include "bridge/update_trial.hpp"

namespace bridge {

enum class UpdateStage : std::uint8_t {
    idle,
    downloading,
    restarting,
    on_trial,
    kept,
    rolled_back,
    failed,
};

[[nodiscard]] std::string_view name_of(UpdateStage stage);

struct UpdatePorts {
    Dialer& dialer;  ///< Of its own: the session goes on beside the download.
    UpdateSlot& slot;
    Store& store;
    Board& board;
};

class Updater : public Annex {
  public:
    Updater(Device& device, const UpdatePorts& ports, const TrialRules& rules = {})
        : device_(device),
          ports_(ports),
          download_(device.identity(), ports.dialer, ports.slot),
          trial_(rules) {}

    /// After the device has begun.
    void begin(std::int64_t now_us);
    void turn(std::int64_t now_us);
    [[nodiscard]] UpdateStage stage() const { return stage_; }
    [[nodiscard]] UpdateFault fault() const { return fault_; }

    [[nodiscard]] std::string_view method() const override { return "update"; }
    void put_feature(JsonWriter& json) const override;
    Outcome take_call(JsonView args, std::int64_t now_us) override;
    [[nodiscard]] std::string_view health_name() const override { return "firmware"; }
    [[nodiscard]] bool has_news(std::int64_t now_us) const override;
    void put_value(MsgpackWriter& out, std::int64_t now_us) override;

  private:
    /// What is remembered over the restart.
    struct Record {
        FixedText<16> slot;  ///< Empty: there is none.
        FixedText<32> version;
        FixedText<24> why;  ///< The fault that led back, if there was time to say so.
        bool needs_picture = false;
    };

    void enter(UpdateStage stage, UpdateFault fault, std::int64_t now_us);
    [[nodiscard]] UpdateFault judge_now(const UpdateOffer& offer, const RunningImage& running);
    void turn_download(std::int64_t now_us);
    void turn_trial(std::int64_t now_us);
    void load_record();
    bool keep_record();

    Device& device_;
    UpdatePorts ports_;
    UpdateDownload download_;
    UpdateTrial trial_;
    UpdateOffer offer_;
    Record record_;
    UpdateStage stage_ = UpdateStage::idle;
    UpdateFault fault_ = UpdateFault::none;
    bool has_asked_picture_ = false;
    bool has_changed_ = false;
    std::int64_t told_us_ = 0;
    std::size_t told_bytes_ = 0;
};

}  // namespace bridge
