"""How the plugins say they are, asked now and then, away from the loop."""

import trio

from bridge.plugin.host import PluginHost
from bridge.plugin.registry import HealthReport

PERIOD_S = 10.0


class HealthService:
    """Keeps the newest report, so that a probe costs nothing and waits for nobody.

    A plugin may load a native library or read a disk to know how it is; that takes half a
    second, in which no picture would arrive.
    """

    name = "health"

    def __init__(self, host: PluginHost) -> None:
        self._host = host
        self._newest = HealthReport()

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Ask until cancelled. Ready at once: a bridge need not wait for its health."""
        one_at_a_time = trio.CapacityLimiter(1)
        task_status.started()
        while True:
            report = HealthReport()
            await trio.to_thread.run_sync(
                self._host.report_health, report, abandon_on_cancel=True, limiter=one_at_a_time
            )
            self._newest = report
            await trio.sleep(PERIOD_S)

    def report(self, report: HealthReport) -> None:
        """Add what plugins said when they were asked last."""
        report.items.extend(self._newest.items)
