"""Fixtures of the test kit, for whoever has gamebridge installed.

Imports nothing of the bridge at its top: pytest loads this module before coverage
begins, and every line that is imported then would count as never run.
"""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from bridge.testing.fakes import FakeClock
    from bridge.testing.harness import RunningBridge


@pytest.fixture
def fake_clock() -> "FakeClock":
    """Return a clock that moves when it is told to."""
    from bridge.testing.fakes import FakeClock  # noqa: PLC0415 - see the module's docstring.

    return FakeClock()


@pytest.fixture
def bare_bridge() -> "Callable[[], AbstractAsyncContextManager[RunningBridge]]":
    """Return `running_bridge`: a bridge without plugins on a free loopback port."""
    from bridge.testing.harness import running_bridge  # noqa: PLC0415 - see above.

    return running_bridge
