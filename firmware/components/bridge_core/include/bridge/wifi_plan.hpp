// Which network to try, in which order, and when: the last one that worked, then the others.
//
// A wrong password is not tried again and again, a network that is not there is waited for
// with patience, and one that was lost is tried at once. Nothing here restarts the chip.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/ports/random.hpp"
#include "bridge/ports/store.hpp"
#include "bridge/ports/wifi.hpp"
#include "bridge/text_writer.hpp"

namespace bridge {

struct Credential {
    FixedText<32> name;
    FixedText<64> password;
    bool is_wrong = false;  ///< The network said so; cleared when the password changes.
};

class WifiPlan {
  public:
    static constexpr std::size_t kNetworks = 6;

    /// `scratch` holds what is kept while it is read and written, and nothing in between.
    WifiPlan(Store& store, Room scratch) : store_(store), scratch_(scratch) {}

    void load();
    /// Learns a network, or a new password for it; it is tried first. False when a text is
    /// too long, or when all places are taken.
    bool add(std::string_view name, std::string_view password);
    bool forget(std::string_view name);
    void clear();
    [[nodiscard]] std::size_t count() const { return count_; }
    [[nodiscard]] const Credential& at(std::size_t index) const { return networks_[index]; }

    /// The network to try now; null when none is left to try in this round.
    [[nodiscard]] const Credential* current() const;
    void note_joined();
    void note_failed(WifiFailure failure);
    /// Begins a new round and returns for how long to wait before it.
    [[nodiscard]] std::uint32_t begin_round_ms(Random& random);
    /// Rounds without success: a portal may open, and still the rounds go on, as a router
    /// may start slower than a camera.
    [[nodiscard]] std::uint32_t failed_rounds() const { return failed_rounds_; }

  private:
    bool keep();
    void move_to_front(std::size_t index);

    Store& store_;
    Room scratch_;
    Credential networks_[kNetworks];
    std::size_t count_ = 0;
    std::size_t current_ = 0;
    std::uint32_t failed_rounds_ = 0;
};

}  // namespace bridge
