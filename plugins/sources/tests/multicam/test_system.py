"""Multicam switched on: whose links are its own, who may come in, what is told."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from bridge.api import (
    AdmissionRefused,
    Claim,
    HealthReport,
    HttpRoutes,
    LegacyTable,
    LinkOpening,
    PluginContext,
    Role,
    SettingsError,
)
from bridge_sources.multicam.discovered import FOUND_TOPIC
from bridge_sources.multicam.live import LiveDialect
from bridge_sources.multicam.opening import open_multicam
from bridge_sources.multicam.settings import MulticamSettings
from bridge_sources.multicam.socketio_link import SocketIoDialect
from bridge_sources.multicam.system import Multicam
from plugins.sources.tests.multicam.conftest import Room, sighting


def context_of(room: Room, legacy: dict[str, object]) -> PluginContext:
    return PluginContext(
        "sources",
        room.hub,
        room.clock,
        logging.getLogger("test"),
        Path(),
        room.devices,
        legacy=LegacyTable(legacy),
    )


def multicam(room: Room, *networks: str) -> Multicam:
    settings = MulticamSettings(networks=networks)
    return Multicam(context_of(room, {}), settings, room.sources, room.found)


def claim(
    address: str = "192.168.1.9",
    role: Role = Role.VIEWER,
    origin: str | None = None,
    dialect: str = "multicam",
) -> Claim:
    return Claim(role, "", address, False, False, "http", origin=origin, dialect=dialect)


def opening(path: str, port: int = 5000, query: str = "") -> LinkOpening:
    return LinkOpening(port, path, (), (), "192.168.1.9", query)


def test_links_are_chosen_by_port_and_path(room: Room) -> None:
    system = multicam(room)
    assert isinstance(system.choose(opening("/events")), LiveDialect)
    for path in ("/socket.io/", "/socket.io"):
        found = system.choose(opening(path, query="EIO=4&transport=websocket"))
        assert isinstance(found, SocketIoDialect)
    for other in (opening("/events", 8080), opening("/websocket"), opening("/")):
        assert system.choose(other) is None


def test_each_link_has_a_session_of_its_own(room: Room) -> None:
    system = multicam(room)
    first = system.choose(opening("/socket.io/", query="EIO=4&transport=websocket"))
    second = system.choose(opening("/socket.io/", query="EIO=4&transport=websocket"))
    assert first is not None
    assert first is not second


@pytest.mark.parametrize("role", [Role.VIEWER, Role.GAME])
def test_neighbours_may_watch_and_change_cameras(room: Room, role: Role) -> None:
    admission = multicam(room).admit(claim(role=role))
    assert admission is not None
    assert admission.role is role


@pytest.mark.parametrize("role", [Role.DEVICE, Role.OPERATOR, Role.ADMIN])
def test_nobody_is_more_without_a_key(room: Room, role: Role) -> None:
    with pytest.raises(AdmissionRefused, match="needs a key"):
        multicam(room).admit(claim(role=role))


def test_strangers_and_other_networks_stay_outside(room: Room) -> None:
    with pytest.raises(AdmissionRefused, match="none of the networks"):
        multicam(room).admit(claim("8.8.8.8"))
    with pytest.raises(AdmissionRefused, match="none of the networks"):
        multicam(room, "10.0.0.0/8").admit(claim())


@pytest.mark.parametrize("origin", ["null", "file://", "NULL"])
def test_pages_without_an_origin_stay_outside(room: Room, origin: str) -> None:
    with pytest.raises(AdmissionRefused, match="opened as a file"):
        multicam(room).admit(claim(origin=origin))


def test_claims_of_others_are_left_to_others(room: Room) -> None:
    assert multicam(room).admit(claim(dialect="s3cam")) is None


def test_routes_are_for_its_own_port(room: Room) -> None:
    routes = HttpRoutes()
    multicam(room).add_routes(routes)
    assert [(wish.port, wish.is_plain) for wish in routes.ports] == [(5000, True)]
    assert {site.port for site in routes.sites} == {5000}
    assert {site.body_types for site in routes.sites} == {frozenset(), frozenset({"text/plain"})}


def test_port_of_0_stays_closed(room: Room) -> None:
    closed = Multicam(context_of(room, {}), MulticamSettings(http_port=0), room.sources, room.found)
    routes, report = HttpRoutes(), HealthReport()
    closed.add_routes(routes)
    closed.report_health(report)
    assert (routes.sites, routes.ports) == ([], [])
    assert [item.level for item in report.items] == ["ok"]


def test_what_is_weak_about_it_is_told(room: Room) -> None:
    report = HealthReport()
    context = replace(context_of(room, {}), is_exposed=True)
    settings = MulticamSettings(networks=("10.0.0.0/8",))
    Multicam(context, settings, room.sources, room.found).report_health(report)
    (item,) = report.items
    assert item.level == "warning"
    assert "port 5000" in item.text
    assert "10.0.0.0/8" in item.text


def test_cameras_that_are_offered_are_published(room: Room) -> None:
    multicam(room)
    room.found.note(sighting(), 1)
    sample = room.hub.latest(FOUND_TOPIC)
    assert sample is not None
    assert getattr(sample.value, "ip", "") == "192.168.1.88"


def test_it_is_opened_when_it_is_wanted_only(room: Room) -> None:
    assert open_multicam(context_of(room, {}), room.sources, room.found) is None
    on = context_of(room, {"multicam": {"http_port": 5050}})
    assert open_multicam(on, room.sources, room.found) is not None
    wrong = context_of(room, {"multicam": {"http_port": "x"}})
    with pytest.raises(SettingsError, match=r"\[legacy.multicam\]"):
        open_multicam(wrong, room.sources, room.found)
