"""The device's clock runs wrong as it is told."""

import trio
from trio.testing import MockClock

from bridge_simulator.device_clock import DeviceClock, TrueClock
from bridge_simulator.faults import Fault, FaultPlan


async def test_clock_starts_at_its_uptime_and_drifts(autojump_clock: MockClock) -> None:
    plan = FaultPlan((Fault("drift", drift_ppm=40),), "cam-1", 1)
    clock = DeviceClock(TrueClock(), plan, uptime_us=77_000_000)
    assert clock.now_us() == 77_000_000
    await trio.sleep(100)
    assert clock.now_us() == 77_000_000 + 100_000_000 + 4_000


async def test_sleep_until_is_over_at_its_time(autojump_clock: MockClock) -> None:
    clock = TrueClock()
    await clock.sleep_until(2_500_000)
    assert clock.now_us() == 2_500_000
