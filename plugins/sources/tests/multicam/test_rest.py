"""The routes `/api/streams…`, to the letter."""

from collections.abc import AsyncIterator
from typing import NoReturn

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st
from quart import Response
from quart_trio import QuartTrio
from trio.testing import MockClock, wait_all_tasks_blocked

from bridge.api import Role
from bridge.testing.fakes import FakeClock, TrioClock
from bridge_sources.multicam.peers import PeerCheck
from bridge_sources.multicam.rest import MAX_SNAPSHOTS, StreamRoutes, build_rest, read_record
from bridge_sources.records import SourceRecord
from plugins.sources.tests.multicam.conftest import (
    DOOR,
    Room,
    build_room,
    camera_state,
    door_record,
    picture,
)

ONE = "/api/streams/ESP32%20Camera%20%28192.168.1.77%29"
NEW = {"name": "Front door (2)", "ip_address": "192.168.1.90"}


class Browser:
    """Asks the routes of one room, from 10.0.0.9 or elsewhere."""

    def __init__(self, app: QuartTrio) -> None:
        self._client = app.test_client()
        self.address = "10.0.0.9"

    async def ask(self, method: str, path: str, body: object = None, **headers: str) -> Response:
        answer = await self._client.open(
            path,
            method=method,
            json=body,
            headers={name.replace("_", "-"): value for name, value in headers.items()},
            scope_base={"client": (self.address, 50_000)},
        )
        assert isinstance(answer, Response)
        return answer

    async def told(self, method: str, path: str, body: object = None) -> tuple[int, object]:
        """Return status and JSON of an answer."""
        answer = await self.ask(method, path, body)
        return answer.status_code, await answer.get_json()


def app_of(room: Room) -> QuartTrio:
    app = QuartTrio("test", static_folder=None)
    routes = StreamRoutes(room.sources, room.streams, room.hub)
    app.register_blueprint(build_rest(routes, PeerCheck(room.devices)))
    return app


@pytest.fixture
async def browser(room: Room) -> AsyncIterator[Browser]:
    app = app_of(room)
    async with app.test_app():
        yield Browser(app)


async def test_list_is_an_array_of_streams(room: Room, browser: Browser) -> None:
    assert await browser.told("GET", "/api/streams") == (
        200,
        [
            {
                "name": DOOR,
                "ip_address": "192.168.1.77",
                "port": 80,
                "is_active": True,
                "fps": 0.0,
                "frame_count": 0,
                "connected_clients": 0,
                "last_frame_time": None,
            }
        ],
    )


async def test_added_stream_rests_until_it_is_started(room: Room, browser: Browser) -> None:
    told = {"message": "Stream added successfully", "name": "Front door (2)"}
    assert await browser.told("POST", "/api/streams", NEW) == (201, told)
    status = room.sources.find("Front door (2)")
    assert status is not None
    assert (status.record.kind, status.record.port) == ("multicam", 80)
    assert not status.record.is_started


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, "Name and IP address are required"),
        ([], "Name and IP address are required"),
        ({"name": "x"}, "Name and IP address are required"),
        ({"name": "", "ip_address": "192.168.1.90"}, "Name and IP address are required"),
        ({"name": 7, "ip_address": "192.168.1.90"}, "Name and IP address are required"),
        ({"name": DOOR, "ip_address": "192.168.1.90"}, "Stream with this name already exists"),
        ({**NEW, "port": 0}, "port '0': expected 1 to 65535, as in 80"),
        ({**NEW, "port": True}, "port 'True': expected 1 to 65535, as in 80"),
        ({**NEW, "port": "8x"}, "port '8x': expected 1 to 65535, as in 80"),
    ],
)
async def test_what_cannot_be_added_is_refused_in_words(
    room: Room, browser: Browser, body: object, error: str
) -> None:
    assert await browser.told("POST", "/api/streams", body) == (400, {"error": error})


async def test_hostile_names_and_addresses_are_refused(room: Room, browser: Browser) -> None:
    status, told = await browser.told("POST", "/api/streams", {**NEW, "name": "<img src=x>"})
    assert status == 400
    room.sources.refusal = "address '127.1' is no address"
    assert await browser.told("POST", "/api/streams", {**NEW, "ip_address": "127.1"}) == (
        400,
        {"error": "address '127.1' is no address"},
    )
    assert isinstance(told, dict)
    assert "name '<img src=x>'" in told["error"]


async def test_stream_is_removed_once(room: Room, browser: Browser) -> None:
    removed = (200, {"message": "Stream removed successfully"})
    assert await browser.told("DELETE", ONE) == removed
    assert await browser.told("DELETE", ONE) == (404, {"error": "Stream not found"})


async def test_stream_is_started_and_stopped(room: Room, browser: Browser) -> None:
    active = (400, {"error": "Stream is already active"})
    stopped = (200, {"message": "Stream stopped successfully"})
    started = (200, {"message": "Stream started successfully"})
    assert await browser.told("POST", f"{ONE}/start") == active
    assert await browser.told("POST", f"{ONE}/stop") == stopped
    assert await browser.told("POST", f"{ONE}/stop") == stopped
    assert await browser.told("POST", f"{ONE}/start") == started


async def test_what_the_sources_refuse_is_told(room: Room, browser: Browser) -> None:
    room.sources.refusal = "it is in gamebridge.toml"
    refusal = (400, {"error": "it is in gamebridge.toml"})
    assert await browser.told("DELETE", ONE) == refusal
    assert await browser.told("POST", f"{ONE}/stop") == refusal


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", ""),
        ("POST", "/start"),
        ("POST", "/stop"),
        ("GET", "/snapshot"),
        ("GET", "/status"),
    ],
)
async def test_unknown_streams_are_not_found(browser: Browser, method: str, path: str) -> None:
    told = (404, {"error": "Stream not found"})
    assert await browser.told(method, f"/api/streams/nobody{path}") == told


async def test_snapshot_and_status_are_the_cameras_own(room: Room, browser: Browser) -> None:
    answer = await browser.ask("GET", f"{ONE}/snapshot")
    assert answer.content_type == "image/jpeg"
    assert await answer.get_data() == picture(7)
    assert await browser.told("GET", f"{ONE}/status") == (200, {"framesize": 8, "quality": 12})


async def test_camera_that_does_not_answer_is_told_in_words(room: Room, browser: Browser) -> None:
    room.sources.fault = "Front door does not answer: check its power"
    failure = (500, {"error": "Front door does not answer: check its power"})
    assert await browser.told("GET", f"{ONE}/snapshot") == failure
    assert await browser.told("GET", f"{ONE}/status") == failure


async def test_cameras_that_send_by_themselves_can_be_looked_at_only(
    room: Room, browser: Browser
) -> None:
    room.devices.known.append(camera_state("cam-1", "Desk cam"))
    room.show("device/cam-1/camera/jpeg", 9)
    answer = await browser.ask("GET", "/api/streams/Desk%20cam/snapshot")
    assert await answer.get_data() == picture(9)
    status, told = await browser.told("GET", "/api/streams/Desk%20cam/status")
    assert isinstance(told, dict)
    assert (status, told["id"], told["dialect"]) == (200, "cam-1", "gostream")
    for method, path, done in (
        ("DELETE", "", "removed"),
        ("POST", "/start", "started"),
        ("POST", "/stop", "stopped"),
    ):
        error = f"Desk cam sends by itself: it cannot be {done}"
        found = await browser.told(method, f"/api/streams/Desk%20cam{path}")
        assert found == (400, {"error": error})


async def test_snapshot_waits_for_a_picture_of_now(autojump_clock: MockClock) -> None:
    room = build_room(TrioClock())
    room.devices.known.append(camera_state("cam-1", "Desk cam"))
    topic = "device/cam-1/camera/jpeg"
    path = "/api/streams/Desk%20cam/snapshot"
    app = app_of(room)
    async with app.test_app():
        browser, found = Browser(app), []

        async def ask() -> None:
            found.append(await (await browser.ask("GET", path)).get_data())

        async with trio.open_nursery() as nursery:
            nursery.start_soon(ask)
            await wait_all_tasks_blocked()
            assert room.hub.interest(topic).count == 1
            room.show(topic, 3)
        assert found == [picture(3)]
        await trio.sleep(10)
        silent = (500, {"error": "Desk cam sent no picture within 5 s"})
        assert await browser.told("GET", path) == silent


async def test_readers_are_viewers_and_whoever_changes_something_is_a_game(
    room: Room, browser: Browser
) -> None:
    await browser.ask("GET", "/api/streams")
    await browser.ask("POST", f"{ONE}/stop")
    assert [claim.role for claim in room.devices.claims] == [Role.VIEWER, Role.GAME]
    claim = room.devices.claims[0]
    assert (claim.address, claim.dialect, claim.channel) == ("10.0.0.9", "multicam", "http")


@pytest.mark.parametrize(
    ("address", "is_here"),
    [("127.0.0.1", True), ("::1", True), ("::ffff:127.0.0.1", True), ("fe80::1%eth0", False)],
)
async def test_programs_on_this_machine_are_known_as_such(
    room: Room, browser: Browser, address: str, is_here: bool
) -> None:
    browser.address = address
    await browser.ask("GET", "/api/streams")
    assert room.devices.claims[0].is_loopback is is_here


async def test_stream_that_is_removed_meanwhile_is_not_found(
    room: Room, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def vanish(name: str) -> NoReturn:
        raise KeyError(name)

    for verb in ("remove", "start", "stop", "snapshot", "status"):
        monkeypatch.setattr(room.sources, verb, vanish)
    told = (404, {"error": "Stream not found"})
    assert await browser.told("DELETE", ONE) == told
    assert await browser.told("POST", f"{ONE}/stop") == told
    assert await browser.told("GET", f"{ONE}/snapshot") == told
    assert await browser.told("GET", f"{ONE}/status") == told


async def test_snapshots_at_one_time_are_bounded(
    room: Room, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(_name: str) -> NoReturn:
        await trio.sleep_forever()
        raise AssertionError

    monkeypatch.setattr(room.sources, "snapshot", hang)
    async with trio.open_nursery() as nursery:
        for _ in range(MAX_SNAPSHOTS):
            nursery.start_soon(browser.ask, "GET", f"{ONE}/snapshot")
        await wait_all_tasks_blocked()
        busy = (500, {"error": "16 snapshots are being taken already"})
        assert await browser.told("GET", f"{ONE}/snapshot") == busy
        nursery.cancel_scope.cancel()


async def test_peers_that_are_not_admitted_get_nothing(room: Room, browser: Browser) -> None:
    room.devices.refusal = "10.0.0.9 is in none of the networks"
    for method, path in (("GET", "/api/streams"), ("DELETE", ONE), ("GET", f"{ONE}/snapshot")):
        answer = await browser.ask(method, path)
        assert answer.status_code == 403
        assert await answer.get_json() == {"error": "10.0.0.9 is in none of the networks"}
    assert room.sources.find(DOOR) is not None


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "null"}, {"Origin": "file://"}, {"Sec_Fetch_Site": "cross-site"}],
)
async def test_pages_of_others_change_nothing(
    room: Room, browser: Browser, headers: dict[str, str]
) -> None:
    assert (await browser.ask("DELETE", ONE, **headers)).status_code == 403
    assert (await browser.ask("POST", "/api/streams", NEW, **headers)).status_code == 403
    assert room.sources.find(DOOR) is not None
    assert len(room.sources.list()) == 1


async def test_pages_whose_origin_the_house_let_in_may_change_something(
    room: Room, browser: Browser
) -> None:
    headers = {"Origin": "https://dashboards.example", "Sec_Fetch_Site": "cross-site"}
    assert (await browser.ask("DELETE", ONE, **headers)).status_code == 200
    assert room.devices.claims[0].origin == "https://dashboards.example"


@given(st.binary() | st.text().map(str.encode))
def test_no_body_makes_the_reader_raise_anything_else(body: bytes) -> None:
    try:
        record = read_record(body)
    except ValueError:
        return
    assert isinstance(record, SourceRecord)


async def test_record_that_was_read_is_kept_as_it_is() -> None:
    room = build_room(FakeClock())
    record = read_record(b'{"name":"a","ip_address":"cam.local","port":"8080"}')
    assert (record.host, record.port) == ("cam.local", 8080)
    assert await room.sources.add(record) == room.sources.find("a")
    assert door_record().kind == record.kind
