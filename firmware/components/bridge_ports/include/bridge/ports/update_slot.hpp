// The place for the next firmware, and the mark that says which one starts. Flash is slow:
// erase as far as each `write` needs, so that no call takes longer than a tenth of a second.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "bridge/ports/bytes.hpp"

namespace bridge {

/// What runs, as its own application descriptor and the partition table say.
struct RunningImage {
    std::string_view project;  ///< "gamebridge-" and the board, for which it was built.
    std::string_view version;
    std::string_view chip;     ///< "esp32", "esp32s3".
    std::string_view slot;     ///< "ota_0", "ota_1".
    bool is_on_trial = false;  ///< Unless it is kept, the next start takes the other one.
};

/// How writing to a slot, or closing it, went.
enum class SlotFault : std::uint8_t {
    none,
    no_room,    ///< There is no second slot, or it is smaller than the image.
    flash,      ///< It could not be written.
    invalid,    ///< What was written is no image for this chip, or damaged.
    unsigned_,  ///< This build takes signed images only, and the signature is none of its own.
};

class UpdateSlot {
  public:
    virtual ~UpdateSlot() = default;
    [[nodiscard]] virtual RunningImage running() const = 0;
    /// Bytes that the slot which does not run has room for; 0 without one.
    [[nodiscard]] virtual std::size_t room() const = 0;
    /// Name of the slot which does not run.
    [[nodiscard]] virtual std::string_view other() const = 0;

    /// Makes the slot ready for an image of `size` bytes. Until `finish`, whatever happens,
    /// the running image starts again.
    virtual SlotFault begin(std::size_t size) = 0;
    /// Appends.
    virtual SlotFault write(Bytes bytes) = 0;
    /// Checks the image, and its signature where the build asks for one, and makes it the
    /// one that the next start tries once.
    virtual SlotFault finish() = 0;
    /// Gives up what was written.
    virtual void abandon() = 0;

    /// Ends the trial: the running image starts from now on.
    virtual bool keep() = 0;
    /// Ends it the other way: the image before starts now. Does not return on a chip, unless
    /// there is none.
    virtual void roll_back() = 0;
};

}  // namespace bridge
