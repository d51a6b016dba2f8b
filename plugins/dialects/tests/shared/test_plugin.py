"""The plugin as the host loads it."""

import logging
from pathlib import Path

import pytest

import bridge_dialects.plugin
from bridge.api import (
    AdmissionRefused,
    Claim,
    HealthReport,
    HttpRoutes,
    LegacyTable,
    LinkOpening,
    PluginContext,
    Role,
    ServiceRegistry,
    SettingsError,
)
from bridge.testing.contract import check_plugin
from bridge.testing.fakes import FakeDevices, build_hub
from bridge_dialects.plugin import DialectsPlugin, build_plugin


def switched_on(tmp_path: Path, table: dict[str, object]) -> DialectsPlugin:
    hub = build_hub()
    context = PluginContext(
        "dialects",
        hub,
        hub.clock,
        logging.getLogger("test"),
        tmp_path,
        FakeDevices(),
        legacy=LegacyTable(table),
    )
    plugin = build_plugin()
    plugin.bridge_register_services(ServiceRegistry(), context)
    return plugin


def claim(dialect: str) -> Claim:
    return Claim(Role.VIEWER, "x", "8.8.8.8", False, False, "ws", dialect=dialect)


@pytest.mark.parametrize("table", ["", "[legacy]\nall = true\n", "[legacy]\ns3cam = true\n"])
async def test_plugin_keeps_the_rules_of_the_host(table: str) -> None:
    await check_plugin(bridge_dialects.plugin, f"[bridge]\nport = 0\n{table}")


def test_with_nothing_switched_on_it_says_nothing(tmp_path: Path) -> None:
    plugin, report, routes = switched_on(tmp_path, {}), HealthReport(), HttpRoutes()
    opening = LinkOpening(6972, "/", (), (), "192.168.1.5")
    assert plugin.bridge_choose_dialect(opening) is None
    assert plugin.bridge_authenticate(claim("s3cam")) is None
    plugin.bridge_report_health(report)
    plugin.bridge_register_http(routes)
    assert (report.items, routes.sites, routes.ports) == ([], [], [])


def test_each_question_goes_to_the_system_that_it_is_about(tmp_path: Path) -> None:
    plugin, report, routes = switched_on(tmp_path, {"s3cam": True}), HealthReport(), HttpRoutes()
    dialect = plugin.bridge_choose_dialect(LinkOpening(6972, "/", (), (), "192.168.1.5"))
    assert dialect is not None
    assert dialect.name == "s3cam"
    with pytest.raises(AdmissionRefused):
        plugin.bridge_authenticate(claim("s3cam"))
    assert plugin.bridge_authenticate(claim("taghub")) is None
    plugin.bridge_report_health(report)
    plugin.bridge_register_http(routes)
    assert len(report.items) == 1
    assert {wish.port for wish in routes.ports} == {6971, 6972}


def test_all_systems_may_be_on_together(tmp_path: Path) -> None:
    plugin = switched_on(tmp_path, {"all": True})
    routes = HttpRoutes()
    plugin.bridge_register_http(routes)
    assert {6971, 6972} <= {wish.port for wish in routes.ports}


def test_a_bad_setting_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"legacy\.s3cam"):
        switched_on(tmp_path, {"s3cam": {"color": "red"}})
