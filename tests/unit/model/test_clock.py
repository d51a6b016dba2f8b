from typing import TYPE_CHECKING

from bridge.app.clock import SystemClock
from bridge.testing.fakes import FakeClock, TrioClock

if TYPE_CHECKING:
    from bridge.model.clock import Clock


async def test_every_clock_of_ours_is_one() -> None:
    clocks: list[Clock] = [SystemClock(), FakeClock(), TrioClock()]
    assert all(clock.now_us() >= 0 for clock in clocks)
