"""How the plugins say they are, asked now and then."""

import trio

from bridge.plugin.host import PluginHost
from bridge.plugin.registry import HealthReport

PERIOD_S = 10.0


class HealthService:
    """Keeps the newest report, so that a stranger who probes asks no plugin anything.

    Plugins are asked on the loop, as for every hook: they may look at their own state.
    """

    name = "health"

    def __init__(self, host: PluginHost) -> None:
        self._host = host
        self._newest = HealthReport()

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Ask until cancelled. Ready at once: a bridge need not wait for its health."""
        task_status.started()
        while True:
            report = HealthReport()
            self._host.report_health(report)
            self._newest = report
            await trio.sleep(PERIOD_S)

    def report(self, report: HealthReport) -> None:
        """Add what plugins said when they were asked last."""
        report.items.extend(self._newest.items)
