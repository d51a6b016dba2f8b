// How the loop sleeps: until a time, until a socket has something, or until somebody wakes it.
#pragma once

#include <cstdint>

namespace bridge::esp32 {

/// Sockets that the loop cares about; -1 where there is none.
struct WatchedSockets {
    int readable = -1;
    int writable = -1;
};

class LoopWaker {
  public:
    /// Once, before anything else here.
    bool begin();
    /// Ends the sleep that goes on, or the next one. From any task, never waits.
    void wake();
    /// Sleeps for `for_us` at most; at least one tick, so that other tasks get their turn.
    void sleep(std::int64_t for_us, const WatchedSockets& sockets);

  private:
    int descriptor_ = -1;
};

}  // namespace bridge::esp32
