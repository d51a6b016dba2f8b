// A few hundred bytes in flash, twice.
//
// The flash partition for values can come to a state in which the driver only offers to
// erase all of it. So everything is written to a second, smaller partition too; what the
// first one has lost is read from there.
#pragma once

#include <string_view>

#include "bridge/ports/store.hpp"
#include "nvs.h"

namespace bridge::esp32 {

class NvsStore : public Store {
  public:
    /// Opens both, and erases what cannot be opened. Returns what is to be told about that,
    /// empty when nothing happened.
    [[nodiscard]] std::string_view begin();

    std::size_t load(std::string_view name, Room into) override;
    bool save(std::string_view name, Bytes bytes) override;
    /// Overwrites both: what was secret is gone from the flash, not only unlisted.
    void erase_all() override;

  private:
    struct Place {
        const char* partition;
        nvs_handle_t handle = 0;
        bool is_open = false;
        bool was_erased = false;
    };

    static void open(Place& place);
    static std::size_t load_from(const Place& place, const char* key, Room into);
    static bool save_to(const Place& place, const char* key, Bytes bytes);

    Place main_{"nvs"};
    Place spare_{"nvs_spare"};
};

}  // namespace bridge::esp32
