"""Who blocked the loop? A thread that looks when the loop does not answer in time."""

import logging
import queue
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import FrameType

import trio

logger = logging.getLogger("gamebridge.watchdog")

HEARTBEAT_S = 0.05
# Ten ticks of a game at 40 per second: nobody overlooks a pause of that length.
LIMIT_S = 0.25
_CORE = "bridge"


@dataclass(slots=True)
class StallStatistics:
    """How often the loop stood still, the longest time, and who was at it last."""

    count: int = 0
    worst_us: int = 0
    last_culprit: str = ""


class Watchdog:
    """Looks at the loop's stack whenever a heartbeat is more than `LIMIT_S` late.

    `plugins` tells the plugin that each top-level package belongs to.
    """

    def __init__(self, plugins: Mapping[str, str]) -> None:
        self.statistics = StallStatistics()
        self._plugins = plugins
        self._beats: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._own_thread = trio.CapacityLimiter(1)
        self._loop_thread = 0

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Watch until cancelled."""
        self._loop_thread = threading.get_ident()
        try:
            async with trio.open_nursery() as nursery:
                watching = trio.Event()
                nursery.start_soon(self._watch_in_thread, watching.set)
                await watching.wait()
                task_status.started()
                while True:
                    self._beats.put(True)
                    await trio.sleep(HEARTBEAT_S)
        finally:
            self._beats.put(False)

    async def _watch_in_thread(self, ready: Callable[[], None]) -> None:
        await trio.to_thread.run_sync(
            self._watch, ready, abandon_on_cancel=True, limiter=self._own_thread
        )

    def _watch(self, ready: Callable[[], None]) -> None:
        trio.from_thread.run_sync(ready)
        while True:
            try:
                is_alive = self._beats.get(timeout=LIMIT_S)
            except queue.Empty:
                started = time.perf_counter() - LIMIT_S
                self._report_stack()
                is_alive = self._beats.get()
                self._report_length(time.perf_counter() - started)
            if not is_alive:
                return

    def _report_stack(self) -> None:
        frame = sys._current_frames().get(self._loop_thread)  # noqa: SLF001 - the documented way.
        if frame is None:
            return
        self.statistics.last_culprit = find_culprit(frame, self._plugins)
        stack = "".join(traceback.format_stack(frame, limit=8))
        logger.warning(
            "the loop stands still in %s; every device and game waits for it\n%s",
            self.statistics.last_culprit,
            stack,
        )

    def _report_length(self, length_s: float) -> None:
        self.statistics.count += 1
        self.statistics.worst_us = max(self.statistics.worst_us, int(length_s * 1e6))
        culprit = self.statistics.last_culprit
        logger.warning("the loop stood still for %d ms in %s", length_s * 1000, culprit)


def find_culprit(frame: FrameType, plugins: Mapping[str, str]) -> str:
    """Return the function to blame: the innermost one of a plugin, else of the core.

    `plugins` tells the plugin that each top-level package belongs to.
    """
    core = ""
    walker: FrameType | None = frame
    while walker is not None:
        package = str(walker.f_globals.get("__name__", "")).partition(".")[0]
        if package in plugins:
            return f"{_name_of(walker)} (plugin {plugins[package]})"
        if package == _CORE:
            core = core or _name_of(walker)
        walker = walker.f_back
    return core or _name_of(frame)


def _name_of(frame: FrameType) -> str:
    return f"{frame.f_globals.get('__name__', '?')}.{frame.f_code.co_qualname}"
