// The board around the chip: how it feels, its lamp, and its restart.
#pragma once

#include "boards/board_map.hpp"
#include "bridge/ports/board.hpp"

namespace bridge::esp32 {

class ChipBoard : public Board {
  public:
    explicit ChipBoard(const boards::BoardMap& map) : map_(map) {}

    /// Makes the lamp ready, dark, and switches the thermometer on.
    void begin();

    [[nodiscard]] std::string_view name() const override { return map_.name; }
    [[nodiscard]] bool has_lamp() const override { return boards::is_connected(map_.lamp.pin); }
    bool set_lamp(std::int32_t level) override;
    void read_vitals(Vitals& vitals) override;
    void restart() override;

    /// Empty when the memory that the board should have is there; else what to do about it.
    [[nodiscard]] std::string_view memory_flaw() const;
    /// The supply broke down: before this start the chip had been running.
    [[nodiscard]] static bool was_brown_out();

  private:
    const boards::BoardMap& map_;
};

}  // namespace bridge::esp32
