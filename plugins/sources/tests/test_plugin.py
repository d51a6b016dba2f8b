"""The plugin as the host loads it."""

import logging
from pathlib import Path

import pytest
import trio

import bridge_sources.plugin
from bridge.api import (
    Claim,
    HealthReport,
    HttpRoutes,
    LegacyTable,
    LinkOpening,
    PanelRegistry,
    PluginContext,
    Role,
    ServiceRegistry,
    SettingsError,
    TopicRegistry,
)
from bridge.testing.fakes import FakeDevices, TrioClock, build_hub
from bridge_sources.location import AddressRefused
from bridge_sources.plugin import build_plugin
from bridge_sources.records import SourceRecord

MULTICAM = LegacyTable({"multicam": {"http_port": 5999}})


def context(
    folder: Path, settings: dict[str, object] | None = None, legacy: LegacyTable | None = None
) -> PluginContext:
    clock = TrioClock()
    return PluginContext(
        "sources",
        build_hub(clock),
        clock,
        logging.getLogger("test"),
        folder,
        FakeDevices(),
        port=8080,
        legacy=legacy or LegacyTable(),
        raw_settings=settings or {},
    )


def opened(given: PluginContext) -> tuple[bridge_sources.plugin.SourcesPlugin, HttpRoutes]:
    plugin, services, routes = build_plugin(), ServiceRegistry(), HttpRoutes()
    plugin.bridge_register_services(services, given)
    plugin.bridge_register_http(routes)
    return plugin, routes


async def test_each_bridge_has_sources_of_its_own(tmp_path: Path) -> None:
    camera = {"name": "Front", "host": "192.168.1.50", "kind": "m5"}
    one, routes = opened(context(tmp_path, {"cameras": [camera]}))
    two, _ = opened(context(tmp_path))
    assert one.parts is not None
    assert two.parts is not None
    assert [s.record.id for s in one.parts.sources.list()] == ["front"]
    assert two.parts.sources.list() == []
    assert {site.port for site in routes.sites} == {None}
    assert routes.ports == []


async def test_multicam_has_its_port_when_it_is_wanted(tmp_path: Path) -> None:
    plugin, routes = opened(context(tmp_path, legacy=MULTICAM))
    assert [wish.port for wish in routes.ports] == [5999]
    assert {site.port for site in routes.sites} == {None, 5999}
    opening = LinkOpening(5999, "/events", (), (), "127.0.0.1")
    assert plugin.bridge_choose_dialect(opening) is not None
    stranger = Claim(Role.DEVICE, "x", "127.0.0.1", True, False, "ws", dialect="s3cam")
    assert plugin.bridge_authenticate(stranger) is None


async def test_none_of_the_bridges_ports_is_asked(tmp_path: Path) -> None:
    plugin, routes = opened(context(tmp_path, {"networks": ["127.0.0.0/8"]}, MULTICAM))
    routes.add_port(6971)  # By a plugin whose turn comes later.
    assert plugin.parts is not None
    for port in (8080, 5999, 6971):
        with pytest.raises(AddressRefused, match="this bridge itself"):
            await plugin.parts.sources.add(
                SourceRecord(name="me", host="127.0.0.1", port=port, kind="snapshot")
            )


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"network": []}, "network"),
        ({"networks": ["192.168.1.50/24"]}, "host bits"),
        ({"cameras": [{"name": "a"}]}, "host"),
        ({"cameras": [{"name": "a", "host": "h", "kind": "webcam"}]}, "webcam"),
        ({"cameras": [{"name": "a/b", "host": "h"}]}, "'a/b'"),
        ({"cameras": [{"name": "a", "host": "h"}] * 2}, "already"),
    ],
)
def test_setting_that_is_wrong_is_refused_by_name(
    tmp_path: Path, settings: dict[str, object], text: str
) -> None:
    async def open_it() -> None:
        await trio.lowlevel.checkpoint()
        opened(context(tmp_path, settings))

    with pytest.raises(SettingsError, match=text):
        trio.run(open_it)


async def test_health_says_how_sources_are(tmp_path: Path) -> None:
    plugin, _ = opened(context(tmp_path))
    report = HealthReport()
    plugin.bridge_report_health(report)
    assert report.items[0].text == "sources: 0, of which 0 are started and 0 online"


def test_topic_and_card_are_declared() -> None:
    topics, panels = TopicRegistry(), PanelRegistry()
    build_plugin().bridge_register_topics(topics)
    build_plugin().bridge_register_panels(panels)
    assert topics.find("x/sources/found") is not None
    assert [card.title for _, card in panels.cards] == ["Network cameras"]


def test_plugin_without_a_bridge_says_nothing() -> None:
    plugin, report, routes = build_plugin(), HealthReport(), HttpRoutes()
    plugin.bridge_report_health(report)
    plugin.bridge_register_http(routes)
    opening = LinkOpening(5000, "/events", (), (), "127.0.0.1")
    assert plugin.bridge_choose_dialect(opening) is None
    assert (report.items, routes.sites) == ([], [])
