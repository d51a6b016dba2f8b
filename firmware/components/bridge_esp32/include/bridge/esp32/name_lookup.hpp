// An address for a name, without waiting for it. getaddrinfo would: seconds, when a name
// server is gone.
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

namespace bridge::esp32 {

enum class LookupState : std::uint8_t { idle, asking, found, failed };

class NameLookup {
  public:
    /// Begins. A question that the stack still has is not waited for, and its answer is not
    /// taken for this one's: another name fails then, an address in numbers does not.
    void ask(std::string_view name);
    [[nodiscard]] LookupState state();
    /// In network order, once found.
    [[nodiscard]] std::uint32_t address() const { return address_; }

  private:
    static void ask_on_stack(void* lookup);
    void finish(std::uint32_t address);

    static constexpr std::size_t kMaxName = 64;

    // The loop's own.
    LookupState state_ = LookupState::idle;
    std::uint32_t address_ = 0;
    // Shared with the stack's task.
    char name_[kMaxName + 1] = {};  ///< Changed only while the stack asks nothing.
    std::atomic<LookupState> stack_state_{LookupState::idle};
    std::atomic<std::uint32_t> stack_address_{0};
};

}  // namespace bridge::esp32
