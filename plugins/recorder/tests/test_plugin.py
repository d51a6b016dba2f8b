"""The plugin as the host loads it."""

from pathlib import Path

import pytest
import trio

import bridge_recorder.plugin
from bridge.api import (
    CallRegistry,
    HealthReport,
    HttpRoutes,
    ServiceRegistry,
    SettingsError,
    TopicRegistry,
)
from bridge.testing.fakes import FakeClock
from bridge_recorder.plugin import build_plugin
from plugins.recorder.tests.conftest import (
    RECORDING_ID,
    context,
    recorder_hub,
    wait_for_text,
)


def test_topics_are_declared() -> None:
    topics = TopicRegistry()
    build_plugin().bridge_register_topics(topics)
    assert topics.find("sys/recordings") is not None
    assert topics.find("sys/replays") is not None


async def test_each_bridge_has_a_recorder_of_its_own(tmp_path: Path, clock: FakeClock) -> None:
    plugins = [build_plugin(), build_plugin()]
    for number, plugin in enumerate(plugins):
        services, routes = ServiceRegistry(), HttpRoutes()
        plugin.bridge_register_services(
            services, context(recorder_hub(clock), tmp_path / str(number))
        )
        plugin.bridge_register_http(routes)
        parts = plugin.parts
        assert parts is not None
        assert [service for _, service in services] == [parts.recorder, parts.replays]
        prefixes = [site.blueprint.url_prefix for site in routes.sites]
        assert prefixes == ["/v1/recordings", "/v1/replays"]
    assert plugins[0].parts is not plugins[1].parts


def test_unknown_setting_is_refused_by_name(tmp_path: Path, clock: FakeClock) -> None:
    given = context(recorder_hub(clock), tmp_path, max_byte=5)
    with pytest.raises(SettingsError, match="max_byte"):
        build_plugin().bridge_register_services(ServiceRegistry(), given)


async def test_health_tells_of_a_disk_without_room_and_of_files_left_behind(
    tmp_path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "recordings"
    folder.mkdir()
    (folder / f"{RECORDING_ID}.mcap.part").write_bytes(b"nothing of use")
    plugin, report = build_plugin(), HealthReport()
    given = context(recorder_hub(clock), tmp_path, min_free_bytes=1 << 62)
    plugin.bridge_register_services(ServiceRegistry(), given)
    assert plugin.parts is not None
    async with trio.open_nursery() as nursery:
        await nursery.start(plugin.parts.recorder.run)
        await plugin.parts.recorder.look_at_disk()
        await wait_for_text(caplog, "could not be finished")
        plugin.bridge_report_health(report)
        nursery.cancel_scope.cancel()
    assert [item.level for item in report.items] == ["ok", "warning", "error"]
    assert all(item.remedy for item in report.items[1:])


def test_plugin_without_a_bridge_says_nothing() -> None:
    report, routes, calls = HealthReport(), HttpRoutes(), CallRegistry()
    build_plugin().bridge_report_health(report)
    build_plugin().bridge_register_http(routes)
    build_plugin().bridge_register_calls(calls)
    assert report.items == []
    assert (routes.sites, list(calls)) == ([], [])
    assert bridge_recorder.plugin.build_plugin is bridge_recorder.plugin.RecorderPlugin
