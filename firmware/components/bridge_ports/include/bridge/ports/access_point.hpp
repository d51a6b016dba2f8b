// A network of the device's own, for phones that are to tell it about another one.
#pragma once

#include <string_view>

namespace bridge {

class AccessPoint {
  public:
    virtual ~AccessPoint() = default;
    /// Opens a network without a password, with addresses for whoever joins, beside the
    /// attempts to join another one. False when the radio does not do it now.
    virtual bool open(std::string_view name) = 0;
    virtual void close() = 0;
    /// The device's address in that network, "192.168.4.1" as a rule.
    [[nodiscard]] virtual std::string_view address() const = 0;
};

}  // namespace bridge
