"""The system as the hooks of the plugin see it."""

import logging
from typing import TYPE_CHECKING

import pytest
import trio

from bridge.api import (
    AdmissionRefused,
    Claim,
    HealthReport,
    HttpRoutes,
    LegacyTable,
    PluginContext,
    Role,
    SettingsError,
)
from bridge.testing.fakes import FakeClock, FakeDevices, build_hub
from bridge_dialects.gostream.camera_link import CameraLink
from bridge_dialects.gostream.system import GostreamSystem, build_gostream
from bridge_dialects.gostream.viewer_link import ViewerLink

if TYPE_CHECKING:
    from pathlib import Path

    from bridge_dialects.shared.system import System
    from plugins.dialects.tests.gostream.conftest import OpenLink


def context_of(tmp_path: "Path", legacy: dict[str, object], port: int = 8080) -> PluginContext:
    clock = FakeClock()
    return PluginContext(
        "dialects",
        build_hub(clock),
        clock,
        logging.getLogger("test"),
        tmp_path,
        FakeDevices(),
        port=port,
        legacy=LegacyTable(legacy),
    )


def build(tmp_path: "Path", port: int = 8080, **settings: object) -> "System":
    found = build_gostream(context_of(tmp_path, {"gostream": settings or True}, port))
    assert isinstance(found, GostreamSystem)
    return found


def claim_from(address: str) -> Claim:
    return Claim(Role.DEVICE, "gostream-1", address, False, False, "ws", dialect="gostream")


def test_the_system_is_off_until_somebody_wants_it(tmp_path: "Path") -> None:
    assert build_gostream(context_of(tmp_path, {})) is None
    assert build_gostream(context_of(tmp_path, {"gostream": False})) is None
    assert build_gostream(context_of(tmp_path, {"all": True})) is not None
    with pytest.raises(SettingsError, match="gostream"):
        build_gostream(context_of(tmp_path, {"gostream": {"camera_port": 70_000}}))


@pytest.mark.parametrize(
    ("port", "path", "kind"),
    [
        (8080, "/ws/camera", CameraLink),
        (443, "/ws/camera", CameraLink),
        (8080, "/ws/viewer", ViewerLink),
        (8765, "/", CameraLink),
        (8765, "/anything", CameraLink),
        (8766, "/", ViewerLink),
        (8080, "/", None),
        (8080, "/ws/other", None),
    ],
)
def test_links_are_known_by_their_path_or_their_port(
    tmp_path: "Path", opening: "OpenLink", port: int, path: str, kind: type | None
) -> None:
    chosen = build(tmp_path).choose(opening(path, port=port))
    assert type(chosen) is (kind or type(None))


@pytest.mark.parametrize(
    ("port", "settings", "own"),
    [
        (8080, {}, {8765, 8766}),
        (9000, {}, {8080, 8765, 8766}),
        (9000, {"http_port": 0, "viewer_port": 0}, {8765}),
        (8765, {}, {8080, 8766}),
    ],
)
def test_its_ports_are_opened_beside_the_main_one(
    tmp_path: "Path", port: int, settings: dict[str, object], own: set[int]
) -> None:
    routes = HttpRoutes("dialects")
    build(tmp_path, port, enabled=True, **settings).add_routes(routes)
    assert {wish.port for wish in routes.ports} == own
    assert all(wish.is_plain for wish in routes.ports)
    assert {site.port for site in routes.sites} == {None, *own}
    assert all(site.is_public for site in routes.sites)
    assert len({site.blueprint.name for site in routes.sites}) == len(routes.sites)


def test_who_is_in_the_network_comes_in(tmp_path: "Path") -> None:
    system = build(tmp_path)
    assert system.admit(claim_from("192.168.1.50")).id == "gostream-1"
    with pytest.raises(AdmissionRefused):
        system.admit(claim_from("8.8.8.8"))
    narrow = build(tmp_path, networks=["10.0.0.0/8"])
    with pytest.raises(AdmissionRefused, match="in none of the networks"):
        narrow.admit(claim_from("192.168.1.50"))


def test_health_says_how_weak_it_is(tmp_path: "Path", opening: "OpenLink") -> None:
    system, report = build(tmp_path), HealthReport()
    link = system.choose(opening())
    assert link is not None
    link.begin(0)
    system.report_health(report)
    told, warning = report.items
    assert told.text == "gostream: 1 cameras, 0 viewers"
    assert warning.level == "warning"
    assert "gostream is on at port 8080 and 8765 and 8766" in warning.text
    assert warning.text.endswith("can send pictures as its devices and watch")


async def test_the_writer_is_loaded_for_the_first_viewer(
    tmp_path: "Path", opening: "OpenLink"
) -> None:
    system = build(tmp_path)
    link = system.choose(opening("/ws/viewer"))
    assert isinstance(link, ViewerLink)
    (service,) = system.services()
    async with trio.open_nursery() as nursery:
        await nursery.start(lambda task_status: service.run(task_status=task_status))
        link.begin(0)
        while link.next_timer_us is not None:
            link.check_timers(0)
            await trio.lowlevel.checkpoint()
        nursery.cancel_scope.cancel()
