"""Live events and routes on a real port, against programs that are not ours."""

import base64
import json
import subprocess
from collections.abc import Callable
from contextlib import ExitStack
from typing import Self, TypeVar

import pytest
import trio
import websocket

from bridge.client import open_client
from bridge.testing.programs import needs
from plugins.sources.tests.multicam.conftest import (
    DOOR,
    DOOR_TOPIC,
    ServedMulticam,
    picture,
    sighting,
)

pytestmark = [pytest.mark.sockets, needs("curl")]

PATIENCE_S = 20.0
KEY = "MDEyMzQ1Njc4OWFiY2RlZg=="
T = TypeVar("T")


async def in_thread(run: Callable[[], T]) -> T:
    return await trio.to_thread.run_sync(run, limiter=trio.CapacityLimiter(1))


class Page:
    """A page on `/events`, by websocket-client. For threads."""

    def __init__(self, served: ServedMulticam, origin: str | None = None) -> None:
        self._socket = websocket.WebSocket()
        self._socket.settimeout(PATIENCE_S)
        address = f"ws://127.0.0.1:{served.port}/events"
        self._socket.connect(address, origin=origin)  # type: ignore[no-untyped-call]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._socket.close()
        # After the bridge's Close, `close` alone would keep the socket.
        self._socket.shutdown()  # type: ignore[no-untyped-call]

    def say(self, message: object) -> None:
        self._socket.send(json.dumps(message))

    def hear(self) -> tuple[str, dict[str, object]]:
        told = json.loads(self._socket.recv())
        return told["event"], told["data"]

    def hear_close(self) -> int:
        """Return the code with which the bridge closes."""
        opcode, body = self._socket.recv_data()
        assert opcode == websocket.ABNF.OPCODE_CLOSE
        return int.from_bytes(body[:2], "big")


def join(name: str = DOOR) -> dict[str, object]:
    return {"event": "join_stream", "data": {"stream_name": name}}


async def test_page_is_shown_what_it_joined_until_it_leaves(served: ServedMulticam) -> None:
    def watch() -> None:
        with Page(served) as page:
            page.say(join("nobody"))
            page.say(join())
            for number in (1, 2, 3):
                event, frame = page.hear()
                assert (event, frame["stream_name"]) == ("frame", DOOR)
                assert base64.b64decode(str(frame["frame_data"])) == picture(number)
                trio.from_thread.run_sync(served.show, number + 1)

    served.show(1)
    await in_thread(watch)
    with trio.fail_after(PATIENCE_S):
        await served.hub.interest(DOOR_TOPIC).wait_unwanted()


async def test_viewers_of_one_camera_share_one_picture(served: ServedMulticam) -> None:
    def watch() -> None:
        with ExitStack() as stack:
            pages = [stack.enter_context(Page(served)) for _ in range(5)]
            for page in pages:
                page.say(["join_stream", {"stream_name": DOOR}])
                assert page.hear()[0] == "frame"
            trio.from_thread.run_sync(served.show, 2)
            assert len({str(page.hear()[1]["frame_data"]) for page in pages}) == 1

    served.show(1)
    await in_thread(watch)
    sample = served.hub.latest(DOOR_TOPIC)
    assert sample is not None
    assert sample.memo.peek("multicam base64") is not None


async def test_page_hears_of_cameras_before_and_after_it_came(served: ServedMulticam) -> None:
    def watch() -> None:
        with Page(served) as page:
            assert page.hear()[1]["ip"] == "192.168.1.88"
            trio.from_thread.run_sync(served.found.note, sighting("192.168.1.99"), 2)
            event, camera = page.hear()
            assert event == "camera_discovered"
            assert (camera["ip"], camera["port"]) == ("192.168.1.99", 80)

    served.found.note(sighting(), 1)
    await in_thread(watch)


async def test_page_without_an_origin_is_turned_away(served: ServedMulticam) -> None:
    def watch() -> None:
        with Page(served, origin="null") as page:
            assert page.hear_close() == 1008

    await in_thread(watch)


async def test_page_of_another_site_is_turned_away(served: ServedMulticam) -> None:
    def ask() -> None:
        upgrade = ("-H", "Connection: Upgrade", "-H", "Upgrade: websocket")
        version = ("-H", "Sec-WebSocket-Version: 13", "-H", f"Sec-WebSocket-Key: {KEY}")
        origin = ("-H", "Origin: https://evil.example")
        assert curl(*upgrade, *version, *origin, f"{served.url}/events")[0] == 403

    await in_thread(ask)


def curl(*arguments: str) -> tuple[int, bytes]:
    """Return the status and body that curl gets."""
    command = ["curl", "--silent", "--max-time", "20", "--write-out", "\n%{http_code}", *arguments]
    run = subprocess.run(command, capture_output=True, check=True)
    body, _, status = run.stdout.rpartition(b"\n")
    return int(status), body


async def test_curl_adds_starts_and_removes_a_stream(served: ServedMulticam) -> None:
    streams = f"{served.url}/api/streams"
    one = f"{streams}/Front%20door%20%282%29"
    json_type = ("-H", "Content-Type: application/json")
    body = '{"name": "Front door (2)", "ip_address": "192.168.1.90", "port": 8081}'

    def use() -> None:
        assert curl(*json_type, "-d", body, streams)[0] == 201
        assert curl("-X", "POST", f"{one}/start") == (
            200,
            b'{"message":"Stream started successfully"}\n',
        )
        rows = json.loads(curl(streams)[1])
        assert [(row["name"], row["port"], row["is_active"]) for row in rows] == [
            (DOOR, 80, True),
            ("Front door (2)", 8081, True),
        ]
        assert curl(f"{one}/snapshot") == (200, picture(7))
        assert curl("-X", "DELETE", one)[0] == 200
        assert curl(f"{one}/status")[0] == 404

    await in_thread(use)


async def test_curl_from_a_page_without_an_origin_gets_nothing(served: ServedMulticam) -> None:
    def use() -> None:
        for arguments in ((), ("-X", "DELETE")):
            status, body = curl("-H", "Origin: null", *arguments, f"{served.url}/api/streams")
            assert status in (403, 405), body

    await in_thread(use)


async def test_page_is_served_with_the_houses_headers(served: ServedMulticam) -> None:
    def use() -> None:
        for path in ("/", "/streams"):
            status, head = curl("-D", "-", f"{served.url}{path}")
            assert status == 200
            assert b"content-security-policy: default-src 'none'" in head.lower()

    await in_thread(use)


async def test_camera_that_sends_by_itself_is_shown_too(served: ServedMulticam) -> None:
    topic = "device/cam-1/camera/jpeg"

    def watch() -> None:
        with Page(served) as page:
            page.say(join("Desk cam"))
            assert page.hear()[1]["stream_name"] == "Desk cam"
        rows = json.loads(curl(f"{served.url}/api/streams")[1])
        assert (rows[1]["name"], rows[1]["is_active"], rows[1]["port"]) == ("Desk cam", True, 0)

    async with open_client(
        served.running.url, role="device", id="cam-1", name="Desk cam"
    ) as camera:
        channel = await camera.advertise(topic)
        await channel.publish(payload=picture(1))
        with trio.fail_after(PATIENCE_S):
            while served.hub.latest(topic) is None:
                await trio.lowlevel.checkpoint()
        await in_thread(watch)
