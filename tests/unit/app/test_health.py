from types import ModuleType

import trio
from trio.testing import MockClock

from bridge.app.health import PERIOD_S, HealthService
from bridge.plugin.host import PluginHost
from bridge.plugin.loader import record_of
from bridge.plugin.markers import hookimpl
from bridge.plugin.registry import HealthReport


class Asked:
    """A plugin that counts how often it was asked."""

    count = 0

    @hookimpl
    def bridge_report_health(self, report: HealthReport) -> None:
        self.count += 1
        report.warning(f"asked {self.count} times", "rest")


async def test_plugins_are_asked_now_and_then_and_probes_get_the_last_answer(
    autojump_clock: MockClock,
) -> None:
    plugin, module = Asked(), ModuleType("bridge_acme.plugin")
    module.build_plugin = lambda: plugin  # type: ignore[attr-defined]  # how plugins are built
    service = HealthService(PluginHost([record_of("acme", module)]))
    async with trio.open_nursery() as nursery:
        await nursery.start(service.run)
        await trio.sleep(PERIOD_S * 2.5)
        nursery.cancel_scope.cancel()
    for _ in range(3):
        probe = HealthReport()
        service.report(probe)
        assert [item.text for item in probe.items] == ["asked 3 times"]
