"""The system takes what comes to its ports, from its networks, and says how weak it is."""

import logging
from pathlib import Path

import pytest

from bridge.api import (
    AdmissionRefused,
    Claim,
    ClaimMade,
    HealthReport,
    HttpRoutes,
    LegacyTable,
    LinkOpening,
    PluginContext,
    Role,
    SettingsError,
)
from bridge.testing.fakes import FakeDevices, build_hub
from bridge_dialects.s3cam.image_saver import ImageSaver
from bridge_dialects.s3cam.system import build_s3cam
from bridge_dialects.shared.system import System


def build(tmp_path: Path, table: object = True) -> System | None:
    hub = build_hub()
    context = PluginContext(
        "dialects",
        hub,
        hub.clock,
        logging.getLogger("test"),
        tmp_path,
        FakeDevices(),
        legacy=LegacyTable({"s3cam": table}),
    )
    return build_s3cam(context)


def claim(address: str, role: Role = Role.DEVICE) -> Claim:
    name = "s3cam-192-168-1-50"
    return Claim(role, name, address, False, False, "ws", dialect="s3cam")


def opening(port: int, path: str = "/", query: str = "") -> LinkOpening:
    return LinkOpening(port, path, (), (), "192.168.1.50", query)


def test_it_is_off_until_it_is_switched_on(tmp_path: Path) -> None:
    assert build(tmp_path, False) is None
    assert build(tmp_path, {"enabled": False}) is None


@pytest.mark.parametrize("port", [6971, 6972])
@pytest.mark.parametrize("path", ["/", "/ws", "/websocket", "/ws/camera"])
def test_every_path_of_both_ports_is_its_own(tmp_path: Path, port: int, path: str) -> None:
    system = build(tmp_path)
    assert system is not None
    first, second = (system.choose(opening(port, path)) for _ in range(2))
    assert first is not None
    assert first is not second
    assert first.name == "s3cam"
    assert system.choose(opening(8080, path)) is None


def test_a_board_may_command_and_a_page_of_no_origin_may_not(tmp_path: Path) -> None:
    system = build(tmp_path)
    assert system is not None
    for origin, role in (("file://", "game"), ("null", "viewer"), ("http://192.168.1.9", "game")):
        head = (("Origin", origin),)
        dialect = system.choose(LinkOpening(6972, "/", head, (), "192.168.1.50"))
        assert dialect is not None
        claim, *_wishes = dialect.receive('{"type":"register","device":"browser"}', 0)
        assert isinstance(claim, ClaimMade)
        assert claim.role == role


@pytest.mark.parametrize("query", ["camera=cam-1", "camera=", "x", "&" * 500, "camera=%ff"])
def test_any_query_is_borne(tmp_path: Path, query: str) -> None:
    system = build(tmp_path)
    assert system is not None
    assert system.choose(opening(6972, query=query)) is not None


def test_peers_of_its_networks_come_in(tmp_path: Path) -> None:
    system = build(tmp_path, {"networks": ["192.168.1.0/24"]})
    assert system is not None
    assert system.admit(claim("192.168.1.50")).role is Role.DEVICE
    with pytest.raises(AdmissionRefused, match=r"\[legacy.s3cam\]"):
        system.admit(claim("192.168.2.50"))


def test_nobody_becomes_an_operator_by_its_address(tmp_path: Path) -> None:
    system = build(tmp_path)
    assert system is not None
    for role in (Role.OPERATOR, Role.ADMIN):
        with pytest.raises(AdmissionRefused):
            system.admit(claim("192.168.1.50", role))


def test_both_ports_are_opened_and_one_has_pages(tmp_path: Path) -> None:
    system = build(tmp_path, {"stream_port": 7001, "http_port": 7002})
    assert system is not None
    routes = HttpRoutes()
    system.add_routes(routes)
    assert [(wish.port, wish.is_plain) for wish in routes.ports] == [(7002, True), (7001, True)]
    assert {site.port for site in routes.sites} == {7001, 7002}
    assert all(site.is_public for site in routes.sites)


def test_a_port_of_nought_stays_closed(tmp_path: Path) -> None:
    system = build(tmp_path, {"stream_port": 0, "http_port": 0})
    assert system is not None
    routes = HttpRoutes()
    system.add_routes(routes)
    assert (routes.ports, routes.sites) == ([], [])
    assert system.choose(opening(0)) is None


def test_it_says_how_weak_it_is(tmp_path: Path) -> None:
    system = build(tmp_path)
    assert system is not None
    report = HealthReport()
    system.report_health(report)
    (item,) = report.items
    assert item.level == "warning"
    assert "6972 and 6971" in item.text
    assert "[legacy.s3cam]" in item.remedy


def test_it_says_why_pictures_are_no_longer_saved(tmp_path: Path) -> None:
    system = build(tmp_path)
    assert system is not None
    (saver,) = [part for part in system.services() if isinstance(part, ImageSaver)]
    saver.fault = "No space left on device"
    report = HealthReport()
    system.report_health(report)
    assert [item.text for item in report.items if item.level == "error"] == [
        "s3cam: saving pictures switched itself off: No space left on device"
    ]


@pytest.mark.parametrize(
    ("table", "hint"),
    [
        ({"stream_port": -1}, "stream_port -1"),
        ({"http_port": 70_000}, "http_port 70000"),
        ({"http_port": 6972}, "both 6972"),
        ({"max_saved_images": 0}, "max_saved_images 0"),
        ({"port": 1}, "port"),
    ],
)
def test_a_bad_setting_is_named(tmp_path: Path, table: object, hint: str) -> None:
    with pytest.raises(SettingsError, match=hint):
        build(tmp_path, table)
