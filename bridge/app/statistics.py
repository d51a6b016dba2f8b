"""How the bridge itself is doing, once a second, for people and programs."""

import logging
import multiprocessing
from dataclasses import dataclass
from typing import Protocol

import psutil
import trio

from bridge.app.watchdog import Watchdog
from bridge.hub.hub import Hub
from bridge.model.values import BridgeStatistics

logger = logging.getLogger("gamebridge.drops")

PERIOD_S = 1.0
TOPIC = "sys/statistics"


class LinkCounters(Protocol):
    """What the front door counts."""

    @property
    def connection_count(self) -> int:
        """How many connections are open."""
        ...  # pragma: no cover

    @property
    def bytes_in(self) -> int:
        """Bytes read from all connections so far."""
        ...  # pragma: no cover

    @property
    def bytes_out(self) -> int:
        """Bytes written to all connections so far."""
        ...  # pragma: no cover


@dataclass(frozen=True, slots=True)
class Usage:
    """Processor time and memory of the bridge and its worker processes."""

    cpu_s: float
    rss_bytes: int


def measure_usage() -> Usage:
    """Ask the system about this process and its worker processes."""
    # Only workers that we started: a search for all children reads the whole process
    # table, which took one per cent of a core at one search per second.
    workers = [worker.pid for worker in multiprocessing.active_children()]
    cpu_s, rss_bytes = 0.0, 0
    for pid in (None, *workers):
        try:
            process = psutil.Process(pid)
            times = process.cpu_times()
            cpu_s += times.user + times.system
            rss_bytes += process.memory_info().rss
        except psutil.Error:
            continue  # A worker that ended between the list and the question.
    return Usage(cpu_s, rss_bytes)


class StatisticsService:
    """Publishes `sys/statistics` and reports drops, a line per reader and second at most."""

    name = "statistics"

    def __init__(self, hub: Hub, links: LinkCounters, watchdog: Watchdog) -> None:
        self._hub = hub
        self._links = links
        self._watchdog = watchdog
        self._peak_rss_bytes = 0
        self._reported: dict[str, int] = {}

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Publish until cancelled."""
        one_at_a_time = trio.CapacityLimiter(1)
        task_status.started()
        while True:
            # Asking for the memory of worker processes reads files: not on the loop.
            usage = await trio.to_thread.run_sync(measure_usage, limiter=one_at_a_time)
            self._hub.publish(TOPIC, self.statistics(usage))
            self._report_drops()
            await trio.sleep(PERIOD_S)

    def statistics(self, usage: Usage) -> BridgeStatistics:
        """Return the counters at this moment."""
        self._peak_rss_bytes = max(self._peak_rss_bytes, usage.rss_bytes)
        stalls = self._watchdog.statistics
        return BridgeStatistics(
            uptime_us=self._hub.clock.now_us(),
            cpu_s=usage.cpu_s,
            rss_bytes=usage.rss_bytes,
            peak_rss_bytes=self._peak_rss_bytes,
            connections=self._links.connection_count,
            bytes_in=self._links.bytes_in,
            bytes_out=self._links.bytes_out,
            subscriptions=len(self._hub.subscriptions()),
            samples=sum(topic.count for topic in self._hub.topics()),
            drops=self._hub.drops(),
            loop_stalls=stalls.count,
            worst_stall_us=stalls.worst_us,
        )

    def _report_drops(self) -> None:
        """Say who lost samples since the last report. A stage that waits for the newest
        picture loses the others by design, so this is for those who want to know."""
        totals: dict[str, int] = {}
        for subscription in self._hub.subscriptions():
            name = subscription.reader.name
            totals[name] = totals.get(name, 0) + sum(subscription.drops.values())
        for name, total in totals.items():
            more = total - self._reported.get(name, 0)
            if more > 0:
                logger.debug("%s is too slow: dropped %d samples", name, more)
        self._reported = totals
