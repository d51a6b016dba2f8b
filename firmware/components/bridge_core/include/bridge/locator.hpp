// Where is the bridge? The address that somebody named, the last one that worked, a question
// by multicast, the same by broadcast: each for a bounded time, in this order.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/dns_sd.hpp"
#include "bridge/ports/datagrams.hpp"
#include "bridge/ports/random.hpp"
#include "bridge/ports/store.hpp"

namespace bridge {

class Locator {
  public:
    enum class Step : std::uint8_t { pinned, last_good, multicast, broadcast, exhausted };

    /// `room` is for datagrams of up to kMaxDatagram bytes, while it listens for them.
    Locator(Datagrams& datagrams, Random& random, Store& store, Room room)
        : datagrams_(datagrams), random_(random), store_(store), room_(room) {}

    void load();
    /// False when the host is longer than any name, or the port is 0.
    bool pin(std::string_view host, std::uint16_t port);
    void forget();
    [[nodiscard]] const BridgeAddress& pinned() const { return pinned_; }

    /// Begins with the first step.
    void begin(std::int64_t now_us);
    /// Begins with the named address and has no other step: servers of other systems are not
    /// announced.
    void begin_pinned(std::int64_t now_us);
    /// The address that was dialled did not answer: the next step.
    void reject(std::int64_t now_us);
    /// True when `candidate` is to be dialled; false while searching, or when exhausted.
    bool turn(std::int64_t now_us);
    [[nodiscard]] const BridgeAddress& candidate() const { return candidate_; }
    [[nodiscard]] Step step() const { return step_; }
    /// The candidate was a bridge: it is asked first next time.
    void note_good();

  private:
    void enter(Step step, std::int64_t now_us);
    void ask(std::string_view address);
    bool listen();
    bool keep();

    Datagrams& datagrams_;
    Random& random_;
    Store& store_;
    Room room_;
    BridgeAddress pinned_;
    BridgeAddress last_good_;
    BridgeAddress candidate_;
    Step step_ = Step::exhausted;
    bool is_pinned_only_ = false;
    std::int64_t deadline_us_ = 0;
    std::int64_t ask_due_us_ = 0;
};

}  // namespace bridge
