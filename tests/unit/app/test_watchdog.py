import sys
import threading
from types import FrameType, ModuleType

import trio

from bridge.app.watchdog import LIMIT_S, Watchdog, find_culprit

PLUGINS = {"bridge_acme": "acme"}
SPIN = """
def spin(gate):
    gate()
"""


def module_with_spin(name: str) -> ModuleType:
    module = ModuleType(name)
    exec(compile(SPIN, f"{name}.py", "exec"), module.__dict__)  # noqa: S102 - a stranger's code.
    return module


def wait_for_report(watchdog: Watchdog) -> None:
    pause = threading.Event()
    for _ in range(1000):
        if watchdog.statistics.count:
            return
        pause.wait(0.005)


async def test_the_one_who_blocks_the_loop_is_named() -> None:
    watchdog = Watchdog(PLUGINS)
    plugin = module_with_spin("bridge_acme.service")
    async with trio.open_nursery() as nursery:
        await nursery.start(watchdog.run)
        never = threading.Event()
        plugin.spin(lambda: never.wait(2 * LIMIT_S))
        await trio.to_thread.run_sync(wait_for_report, watchdog)
        nursery.cancel_scope.cancel()
    assert watchdog.statistics.worst_us >= LIMIT_S * 1e6
    assert "bridge_acme.service.spin" in watchdog.statistics.last_culprit


def frame_of(name: str) -> FrameType:
    """Return the frame of a function in a module of that name, called by this test."""
    found: list[FrameType] = []
    module_with_spin(name).spin(lambda: found.append(sys._getframe(1)))
    return found[0]


def test_a_plugin_is_blamed_before_the_core_that_called_it() -> None:
    assert find_culprit(frame_of("bridge_acme.deep"), PLUGINS) == (
        "bridge_acme.deep.spin (plugin acme)"
    )


def test_the_core_is_blamed_when_no_plugin_is_there() -> None:
    assert find_culprit(frame_of("bridge.hub.hub"), PLUGINS) == "bridge.hub.hub.spin"


def test_a_stranger_is_named_when_nobody_else_is_there() -> None:
    assert find_culprit(frame_of("acme.deep"), {}) == "acme.deep.spin"
