from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from bridge.testing.fakes import FakeClock
    from bridge.testing.harness import RunningBridge


def test_a_fake_clock_is_at_hand(fake_clock: "FakeClock") -> None:
    assert fake_clock.now_us() == 0


@pytest.mark.sockets
async def test_a_bare_bridge_is_at_hand(
    bare_bridge: "Callable[[], AbstractAsyncContextManager[RunningBridge]]",
) -> None:
    async with bare_bridge() as running:
        assert running.port > 0
