// Pulls an image from the bridge in pieces and writes them: one request per piece, so that
// what breaks off goes on where it was, and that nothing has to hold more than a piece.
//
// A piece is what the flash erases at once. The digest of all of them is compared before the
// slot is closed; until then the running firmware is the one that starts.
#pragma once

#include <cstdint>

#include "bridge/dns_sd.hpp"
#include "bridge/http_client.hpp"
#include "bridge/http_proof.hpp"
#include "bridge/ports/dialer.hpp"
#include "bridge/sha256.hpp"
#include "bridge/update_offer.hpp"

namespace bridge {

constexpr std::size_t kUpdatePiece = 4096;

class UpdateDownload {
  public:
    enum class State : std::uint8_t { idle, waiting, dialing, asking, done, failed };

    UpdateDownload(const Identity& identity, Dialer& dialer, UpdateSlot& slot)
        : identity_(identity), dialer_(dialer), slot_(slot), answer_(room_in(received_)) {}

    void begin(const UpdateOffer& offer, std::int64_t now_us);
    /// Goes on; `bridge` is where the device's session is, unknown while there is none.
    void turn(const BridgeAddress& bridge, std::int64_t now_us);

    [[nodiscard]] State state() const { return state_; }
    /// Why it failed.
    [[nodiscard]] UpdateFault fault() const { return fault_; }
    [[nodiscard]] std::size_t done_bytes() const { return done_; }

  private:
    void ask(std::int64_t now_us);
    void write(std::int64_t now_us);
    void read(std::int64_t now_us);
    void take_answer(std::int64_t now_us);
    [[nodiscard]] bool is_expected_piece(Bytes body) const;
    void take_piece(Bytes piece, std::int64_t now_us);
    void finish();
    void try_again(std::int64_t now_us);
    void fail(UpdateFault fault);
    [[nodiscard]] std::size_t piece_bytes() const;

    const Identity& identity_;
    Dialer& dialer_;
    UpdateSlot& slot_;
    UpdateOffer offer_;
    BridgeAddress bridge_;
    State state_ = State::idle;
    UpdateFault fault_ = UpdateFault::none;
    Sha256 digest_;
    std::size_t done_ = 0;
    HttpProof proof_;
    bool has_retried_ = false;  ///< With a new nonce.
    std::uint8_t received_[kUpdatePiece + 1024] = {};
    HttpAnswer answer_;
    char head_[768] = {};
    std::size_t head_size_ = 0;
    std::size_t sent_ = 0;
    std::int64_t deadline_us_ = 0;  ///< Of dialing, or of an answer.
    std::int64_t retry_us_ = 0;
    std::int64_t retry_wait_us_ = 0;
    std::int64_t moved_us_ = 0;  ///< When the last piece was written.
};

}  // namespace bridge
