"""The plugin as the host loads it."""

import logging
from pathlib import Path

import pytest

from bridge.api import (
    Admission,
    AdmissionRefused,
    Call,
    CommandLine,
    HealthReport,
    HttpRoutes,
    PanelRegistry,
    PluginContext,
    Role,
    ServiceRegistry,
    SettingsError,
)
from bridge.testing.contract import check_plugin
from bridge_firmware import plugin
from bridge_firmware.plugin import FirmwarePlugin, build_plugin
from bridge_firmware.shelf import FOLDER, ImageShelf
from plugins.firmware.tests.conftest import put
from plugins.firmware.tests.desks import Desks, pc_firmware


def opened(
    desks: Desks, state_dir: Path, *, is_exposed: bool = False, **settings: object
) -> tuple[FirmwarePlugin, HttpRoutes, ServiceRegistry]:
    """Return a plugin that has registered its routes and services, and these."""
    context = PluginContext(
        "firmware",
        desks.hub,
        desks.clock,
        logging.getLogger("test"),
        state_dir,
        desks.devices,
        is_exposed=is_exposed,
        host="0.0.0.0",
        raw_settings=settings,
    )
    firmware, routes, services = build_plugin(), HttpRoutes(), ServiceRegistry()
    firmware.bridge_register_services(services, context)
    firmware.bridge_register_http(routes)
    return firmware, routes, services


def health(firmware: FirmwarePlugin) -> list[str]:
    """Return what the plugin says about itself."""
    report = HealthReport()
    firmware.bridge_report_health(report)
    return [f"{item.level}: {item.text} > {item.remedy}" for item in report.items]


async def test_plugin_keeps_the_rules_of_the_host() -> None:
    await check_plugin(plugin)


def test_operators_see_firmware_and_devices_pull_it(shelf: ImageShelf, tmp_path: Path) -> None:
    _, routes, _ = opened(Desks(shelf), tmp_path)
    assert {s.blueprint.name: (s.is_public, s.role) for s in routes.sites} == {
        "firmware": (False, Role.OPERATOR),
        "firmware_download": (False, Role.DEVICE),
        "firmware_card": (True, None),
    }


def test_card_and_command_are_there() -> None:
    panels, commands = PanelRegistry(), CommandLine()
    build_plugin().bridge_register_panels(panels)
    build_plugin().bridge_register_commands(commands)
    assert [card.title for _, card in panels.cards] == ["Firmware"]
    assert [command.name for _, command in commands.commands] == ["firmware"]


def test_health_tells_of_updates_that_did_not_go_through(shelf: ImageShelf, tmp_path: Path) -> None:
    desks = Desks(shelf)
    put(shelf)
    firmware, _, _ = opened(desks, tmp_path)
    desks.tell("cam-1", pc_firmware(stage="downloading"))
    desks.tell("cam-2", pc_firmware(stage="rolled_back", text="the old one is back"))
    assert health(firmware) == [
        "ok: firmware: 1 images, 2 devices, 1 updates under way > ",
        "warning: cam-2 was not updated to 1.1.0: the old one is back > "
        "gamebridge firmware update cam-2",
    ]


def test_bridge_is_announced_where_others_can_reach_it(shelf: ImageShelf, tmp_path: Path) -> None:
    desks = Desks(shelf)
    firmware, _, services = opened(desks, tmp_path, is_exposed=True)
    assert [service.name for _, service in services] == ["announcing"]
    assert "ok: announced by mDNS: nowhere yet > " in health(firmware)
    assert list(opened(desks, tmp_path)[2]) == []
    assert list(opened(desks, tmp_path, is_exposed=True, announce=False)[2]) == []


def test_unknown_setting_is_refused_by_name(shelf: ImageShelf, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="anounce"):
        opened(Desks(shelf), tmp_path, anounce=True)


@pytest.mark.parametrize(
    ("role", "may"), [(Role.GAME, False), (Role.OPERATOR, True), (Role.ADMIN, True)]
)
def test_games_do_not_update_devices(role: Role, may: bool) -> None:
    firmware, peer = build_plugin(), Admission("peer", "Peer", role)
    assert firmware.bridge_command_requested(Call("c", "cam-1", "set"), peer) is None
    call = Call("c", "cam-1", "update")
    if may:
        assert firmware.bridge_command_requested(call, peer) is None
        return
    with pytest.raises(AdmissionRefused, match="for operators"):
        firmware.bridge_command_requested(call, peer)


def test_folder_that_cannot_be_used_is_told_at_the_start(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file")
    with pytest.raises(SettingsError):
        opened(Desks(ImageShelf(tmp_path)), tmp_path)


def test_plugin_without_a_bridge_says_nothing() -> None:
    assert health(build_plugin()) == []
