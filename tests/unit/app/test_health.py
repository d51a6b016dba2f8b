import threading
from types import ModuleType

import trio

from bridge.app.health import PERIOD_S, HealthService
from bridge.plugin.host import PluginHost
from bridge.plugin.loader import record_of
from bridge.plugin.markers import hookimpl
from bridge.plugin.registry import HealthReport


class Asked:
    """A plugin that remembers where it was asked, and ails from the second time on."""

    def __init__(self) -> None:
        self.threads: list[int] = []

    @hookimpl
    def bridge_report_health(self, report: HealthReport) -> None:
        self.threads.append(threading.get_ident())
        if len(self.threads) > 1:
            report.warning("ails", "rest")


async def test_plugins_are_asked_away_from_the_loop_and_their_last_answer_is_kept() -> None:
    plugin, module = Asked(), ModuleType("bridge_acme.plugin")
    module.build_plugin = lambda: plugin  # type: ignore[attr-defined]  # how plugins are built
    service = HealthService(PluginHost([record_of("acme", module)]))
    async with trio.open_nursery() as nursery:
        await nursery.start(service.run)
        while not plugin.threads:  # noqa: ASYNC110 - the thread is not ours.
            await trio.sleep(0.001)
        nursery.cancel_scope.cancel()
    assert threading.get_ident() not in plugin.threads
    async with trio.open_nursery() as nursery:
        await nursery.start(service.run)
        with trio.move_on_after(PERIOD_S / 10):
            while not _texts(service):  # noqa: ASYNC110 - the thread is not ours.
                await trio.sleep(0.001)
        nursery.cancel_scope.cancel()
    assert _texts(service) == ["ails"]


def _texts(service: HealthService) -> list[str]:
    report = HealthReport()
    service.report(report)
    return [item.text for item in report.items]
