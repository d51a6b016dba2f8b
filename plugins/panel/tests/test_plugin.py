"""The hooks: one public blueprint, and a health report."""

import logging
from pathlib import Path

from bridge.api import HealthReport, HttpRoutes, PluginContext
from bridge.testing.fakes import FakeDevices, TrioClock, build_hub
from bridge_panel.plugin import bridge_register_http, bridge_report_health


async def test_the_page_is_open_to_everybody(tmp_path: Path) -> None:
    clock = TrioClock()
    routes = HttpRoutes("panel")
    logger = logging.getLogger("test")
    context = PluginContext("panel", build_hub(clock), clock, logger, tmp_path, FakeDevices())
    bridge_register_http(routes, context)
    [site] = routes.sites
    assert (site.plugin, site.blueprint.name, site.is_public) == ("panel", "panel", True)


def test_health_names_the_folder_of_the_page() -> None:
    report = HealthReport("panel")
    bridge_report_health(report)
    assert [item.level for item in report.items] == ["ok"]
