"""Two clocks: the true one, and a device's own, which is wrong on purpose."""

import trio

from bridge_simulator.faults import FaultPlan


class TrueClock:
    """Microseconds since the simulation began; scenes move and faults strike by it."""

    def __init__(self) -> None:
        self._start_s = trio.current_time()

    def now_us(self) -> int:
        """Return the time now."""
        return round((trio.current_time() - self._start_s) * 1_000_000)

    async def sleep_until(self, time_us: int) -> None:
        """Sleep until a time; return at once (after a checkpoint) when it is past."""
        await trio.sleep_until(self._start_s + time_us / 1_000_000)


class DeviceClock:
    """Microseconds since the device booted, by a quartz that runs fast or slow.

    The clock shows `uptime_us` when it is made.
    """

    def __init__(self, true_clock: TrueClock, faults: FaultPlan, uptime_us: int) -> None:
        self._true_clock = true_clock
        self._faults = faults
        self._start_us = true_clock.now_us()
        self._uptime_us = uptime_us

    def now_us(self) -> int:
        """Return what the clock shows now."""
        return self.device_us(self._true_clock.now_us())

    def device_us(self, true_us: int) -> int:
        """Return what the clock shows at a true time."""
        gained = self._faults.gained_us(self._start_us, true_us)
        return self._uptime_us + true_us - self._start_us + round(gained)
