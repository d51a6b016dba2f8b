// What is set on this device: checked against the table, applied, echoed as it took effect,
// and kept over a restart.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/pacer.hpp"
#include "bridge/ports/board.hpp"
#include "bridge/ports/camera.hpp"
#include "bridge/ports/store.hpp"
#include "bridge/setting_table.hpp"
#include "bridge/text_writer.hpp"

namespace bridge {

/// What became of a wish. Codes are those of docs/protocol.md §9.1, and `camera_refused`.
struct Outcome {
    bool is_done = false;
    Scalar value;           ///< What took effect.
    std::string_view code;  ///< Why not.
    FixedText<120> text;    ///< The same for people: thing, value, what would do.
};

class Settings : public FeatureList {
  public:
    /// `scratch` holds what is kept while it is read and written, and nothing in between.
    Settings(Camera& camera, Board& board, Store& store, Room scratch)
        : camera_(camera), board_(board), store_(store), scratch_(scratch) {}

    /// Reads what was kept; what is out of this sensor's range is passed over.
    void load();
    /// Tells the camera and the board everything, after a start of the camera.
    void apply_all();
    /// Checks without doing anything.
    [[nodiscard]] Outcome check(std::string_view name, const Scalar& wish) const;
    Outcome set(std::string_view name, const Scalar& wish, std::int64_t now_us);
    /// Writes to the store when the last change is old enough; true when it wrote.
    bool keep(std::int64_t now_us);

    [[nodiscard]] Scalar value(SettingId id) const;
    [[nodiscard]] std::int32_t raw(SettingId id) const {
        return values_[static_cast<std::size_t>(id)];
    }
    [[nodiscard]] bool has(SettingId id) const;
    [[nodiscard]] PaceSettings pace() const;
    /// The plan of the camera, `sizes_down` steps smaller than what is set.
    [[nodiscard]] CameraPlan plan(std::int32_t sizes_down) const;
    /// Tells the sensor a quality that the pacer chose, without keeping it.
    void apply_quality(std::int32_t quality);
    [[nodiscard]] std::uint32_t revision() const { return revision_; }
    /// True once after a change for which the camera has to start anew.
    [[nodiscard]] bool take_restart();

    void put_features(JsonWriter& json) const override;
    /// Name and value of everything this device has, as a map.
    void put_values(MsgpackWriter& out) const;

  private:
    struct Reading {
        Outcome outcome;
        std::int32_t value = 0;
    };

    [[nodiscard]] Reading read(const SettingRow& row, const Scalar& wish) const;
    bool apply(const SettingRow& row, std::int32_t& value);

    Camera& camera_;
    Board& board_;
    Store& store_;
    Room scratch_;
    std::int32_t values_[kSettingCount] = {};
    std::uint32_t revision_ = 0;
    std::int64_t changed_us_ = -1;
    bool wants_restart_ = false;
};

/// The quality of a software encoder, which counts from 1 to 100 with higher as better.
[[nodiscard]] std::int32_t encoder_quality_from(std::int32_t quality);

}  // namespace bridge
