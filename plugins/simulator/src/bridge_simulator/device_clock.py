"""The clock of a virtual device: wrong on purpose, as every quartz is."""

from bridge_simulator.faults import FaultPlan


class DeviceClock:
    """Microseconds since the device booted, by a quartz that runs fast or slow.

    `start_us` is true time at the boot, `uptime_us` what the clock showed then.
    """

    def __init__(self, faults: FaultPlan, start_us: int, uptime_us: int) -> None:
        self._faults = faults
        self._start_us = start_us
        self._uptime_us = uptime_us

    def device_us(self, true_us: int) -> int:
        """Return what the clock shows at a true time."""
        gained = self._faults.gained_us(self._start_us, true_us)
        return self._uptime_us + true_us - self._start_us + round(gained)
