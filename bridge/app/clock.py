"""The bridge's clock: microseconds since it was made, from the monotonic counter."""

import time


class SystemClock:
    """Never steps back, whatever happens to the wall clock."""

    def __init__(self) -> None:
        self._start_ns = time.perf_counter_ns()

    def now_us(self) -> int:
        """Return microseconds since this clock was made."""
        return (time.perf_counter_ns() - self._start_ns) // 1000
