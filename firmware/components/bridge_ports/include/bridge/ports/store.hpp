// A few hundred bytes that survive a restart, each under a short name.
#pragma once

#include <string_view>

#include "bridge/ports/bytes.hpp"

namespace bridge {

class Store {
  public:
    virtual ~Store() = default;
    /// Returns how many bytes were found; 0 when there are none, or more than fit.
    virtual std::size_t load(std::string_view name, Room into) = 0;
    /// Writing wears the flash: the core writes when something has changed, and not at once.
    virtual bool save(std::string_view name, Bytes bytes) = 0;
    virtual void erase_all() = 0;
};

}  // namespace bridge
