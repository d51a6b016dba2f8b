"""The plugin as the host loads it."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest
import trio

from bridge.api import (
    Admission,
    AdmissionRefused,
    CommandLine,
    HealthReport,
    HttpRoutes,
    PanelRegistry,
    PluginContext,
    Role,
    ServiceRegistry,
    SettingsError,
    Verb,
)
from bridge.testing.fakes import FakeClock, FakeDevices, build_hub
from bridge_auth.plugin import AuthPlugin, build_plugin
from bridge_auth.store import FILE_NAME, open_store
from bridge_auth.wall import wall_s
from plugins.auth.tests.conftest import LOOPBACK, claim, device, proven_claim


def context(folder: Path, *, is_exposed: bool = False, **settings: object) -> PluginContext:
    hub = build_hub(FakeClock())
    return PluginContext(
        "auth",
        hub,
        hub.clock,
        logging.getLogger("auth"),
        folder,
        FakeDevices(),
        "http://127.0.0.1:8123",
        is_exposed,
        raw_settings=settings,
    )


def start(given: PluginContext) -> tuple[AuthPlugin, ServiceRegistry]:
    plugin, services = build_plugin(), ServiceRegistry()
    plugin.bridge_register_services(services, given)
    return plugin, services


async def stop(services: ServiceRegistry) -> None:
    async with trio.open_nursery() as nursery:
        for _, service in services:
            await nursery.start(service.run)
        nursery.cancel_scope.cancel()


async def test_two_bridges_have_each_their_own_keys(tmp_path: Path) -> None:
    first, first_services = start(context(tmp_path / "a"))
    second, second_services = start(context(tmp_path / "b"))
    with open_store(tmp_path / "a", wall_s) as store:
        knock = proven_claim(store.add(device()))
    assert first.bridge_authenticate(claim=knock) is not None
    with pytest.raises(AdmissionRefused):
        second.bridge_authenticate(claim=knock)
    await stop(first_services)
    await stop(second_services)


async def test_bridge_on_the_network_shows_an_address_with_a_key_that_works(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    plugin, services = start(context(tmp_path, is_exposed=True))
    shown = capsys.readouterr().err
    key = shown.split("?key=")[1].splitlines()[0]
    assert ":8123/?key=gbs1_lan-viewer_" in shown
    admission = plugin.bridge_authenticate(claim(Role.VIEWER, "phone", bearer=key))
    assert admission is not None
    assert admission.role is Role.VIEWER
    assert key not in caplog.text
    await stop(services)


async def test_bridge_on_this_machine_only_shows_no_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, services = start(context(tmp_path))
    assert capsys.readouterr().err == ""
    await stop(services)


def test_unknown_setting_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="loopback_rol"):
        start(context(tmp_path, loopback_rol="game"))


def test_commands_join_a_group_of_the_same_name() -> None:
    import click

    commands = CommandLine()
    commands.add(click.Group("devices"))
    build_plugin().bridge_register_commands(commands)
    ((_, group),) = commands.commands
    assert isinstance(group, click.Group)
    known = {"add", "keys", "rotate", "revoke", "requests", "approve", "refuse"}
    assert known <= set(group.commands)


async def test_health_warns_of_a_network_bridge_without_keys(tmp_path: Path) -> None:
    plugin, services = start(context(tmp_path, is_exposed=True))
    report = HealthReport()
    plugin.bridge_report_health(report)
    assert [item.level for item in report.items] == ["ok", "warning"]
    await stop(services)


def test_plugin_that_could_not_read_its_keys_admits_nobody(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"not a database, but long enough to look at" * 30)
    plugin = build_plugin()
    with pytest.raises(SettingsError):
        plugin.bridge_register_services(ServiceRegistry(), context(tmp_path))
    with pytest.raises(AdmissionRefused, match="could not read its keys"):
        plugin.bridge_authenticate(claim(Role.VIEWER, address=LOOPBACK))
    viewer = Admission("me", "me", Role.VIEWER)
    assert plugin.bridge_authorize(viewer, Verb.SUBSCRIBE, "world/**") is False
    report = HealthReport()
    plugin.bridge_report_health(report)
    assert [item.level for item in report.items] == ["error"]


def test_peers_of_other_systems_are_left_to_who_knows_them(tmp_path: Path) -> None:
    plugin, _ = start(context(tmp_path))
    knock = replace(claim(Role.DEVICE, "s3cam-1", address=LOOPBACK), dialect="s3cam")
    assert plugin.bridge_authenticate(claim=knock) is None


def test_they_may_not_take_the_name_of_somebody_with_a_key(tmp_path: Path) -> None:
    with open_store(tmp_path, wall_s) as store:
        store.add(device())
    plugin, _ = start(context(tmp_path))
    knock = replace(claim(Role.DEVICE, device().id, address=LOOPBACK), dialect="s3cam")
    with pytest.raises(AdmissionRefused, match="has a key"):
        plugin.bridge_authenticate(claim=knock)


def test_while_the_keys_are_closed_they_are_refused_too() -> None:
    knock = replace(claim(Role.DEVICE, "s3cam-1", address=LOOPBACK), dialect="s3cam")
    with pytest.raises(AdmissionRefused, match="could not read its keys"):
        build_plugin().bridge_authenticate(claim=knock)


def test_bridge_register_panels_adds_the_card_that_its_routes_serve(tmp_path: Path) -> None:
    plugin, _ = start(context(tmp_path))
    panels, routes = PanelRegistry(), HttpRoutes()
    plugin.bridge_register_panels(panels)
    plugin.bridge_register_http(routes)
    ((_, card),) = panels.cards
    assert card.module_url.startswith("/auth/card/")
    assert {site.blueprint.url_prefix for site in routes.sites if site.is_public} == {
        "/v1/pairing",
        "/auth/card",
    }
    operators = {site.blueprint.name for site in routes.sites if site.role is Role.OPERATOR}
    assert operators == {"pairings", "keys"}


def test_without_keys_there_are_no_routes() -> None:
    routes = HttpRoutes()
    build_plugin().bridge_register_http(routes)
    assert routes.sites == []
