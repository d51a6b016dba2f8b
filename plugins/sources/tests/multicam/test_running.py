"""The whole way: a camera's MJPEG in, multicam's pages and events out, nothing made up."""

import json
from collections.abc import AsyncGenerator
from contextlib import ExitStack, asynccontextmanager

import pytest
import socketio
import trio

from bridge.testing.harness import running_bridge
from bridge.testing.programs import needs
from bridge_sources import plugin
from plugins.sources.tests.cameras import CameraWebServer, Firmware, Streamer, bare_nursery
from plugins.sources.tests.multicam.conftest import free_port
from plugins.sources.tests.multicam.test_live_events import PATIENCE_S, curl, in_thread

pytestmark = [pytest.mark.sockets, needs("curl")]

NAME = "ESP32 Camera (127.0.0.1)"
PATH = "/api/streams/ESP32%20Camera%20%28127.0.0.1%29"
JSON_TYPE = ("-H", "Content-Type: application/json")


@asynccontextmanager
async def camera_with_stream(camera: Firmware, streamer: Firmware) -> AsyncGenerator[int]:
    """Serve a camera on a free port and its stream on the next one; give the former."""
    async with bare_nursery() as nursery:
        port, listeners = await listen_at_two_ports()
        for firmware, listener in zip((camera, streamer), listeners, strict=True):
            nursery.start_soon(trio.serve_listeners, firmware.converse, [listener])
        yield port


async def listen_at_two_ports() -> tuple[int, list[trio.SocketListener]]:
    """Return a free port whose next one is free too, and listeners at both."""
    while True:
        port = free_port()
        listeners: list[trio.SocketListener] = []
        try:
            for number in (port, port + 1):
                listeners += await trio.open_tcp_listeners(number, host="127.0.0.1")
        except OSError:
            for listener in listeners:
                await listener.aclose()
        else:
            return port, listeners


@asynccontextmanager
async def multicam_url(*, networks: str = '["127.0.0.0/8"]') -> AsyncGenerator[str]:
    """Run a bridge that may ask cameras on this machine; give multicam's address."""
    port = free_port()
    settings = (
        "[bridge]\nport = 0\n"
        f"[plugin.sources]\nnetworks = {networks}\ndiscover_port = {free_port()}\n"
        f"[legacy.multicam]\nhttp_port = {port}\n"
    )
    async with running_bridge([plugin], settings):
        yield f"http://127.0.0.1:{port}"


def add(url: str, port: int) -> None:
    body = json.dumps({"name": NAME, "ip_address": "127.0.0.1", "port": port})
    assert curl(*JSON_TYPE, "-d", body, f"{url}/api/streams")[0] == 201
    assert curl("-X", "POST", f"{url}{PATH}/start")[0] == 200


async def test_camera_is_added_watched_and_asked_once_however_many_watch() -> None:
    camera = CameraWebServer()
    streamer = Streamer(camera)

    def use(url: str, port: int) -> None:
        add(url, port)
        with ExitStack() as stack:
            viewers = [stack.enter_context(socketio.SimpleClient()) for _ in range(3)]
            for viewer, transports in zip(viewers, (["websocket"], ["polling"], None), strict=True):
                viewer.connect(url, transports=transports)
                viewer.emit("join_stream", {"stream_name": NAME})
                for _ in range(3):
                    event, frame = viewer.receive(timeout=PATIENCE_S)
                    assert (event, frame["stream_name"]) == ("frame", NAME)
                    assert frame["frame_data"].startswith("/9j/")
            (row,) = json.loads(curl(f"{url}/api/streams")[1])
            assert (row["is_active"], row["connected_clients"]) == (True, 3)
            assert row["frame_count"] > 0
            assert row["last_frame_time"] is not None
        assert streamer.most_connections == 1

    async with camera_with_stream(camera, streamer) as port, multicam_url() as url:
        await in_thread(lambda: use(url, port))


async def test_snapshot_and_status_come_from_the_camera_and_removal_forgets_it() -> None:
    camera = CameraWebServer()

    def use(url: str, port: int) -> None:
        add(url, port)
        status, jpeg = curl(f"{url}{PATH}/snapshot")
        assert (status, jpeg[:2], jpeg[-2:]) == (200, b"\xff\xd8", b"\xff\xd9")
        status, body = curl(f"{url}{PATH}/status")
        assert (status, json.loads(body)["quality"]) == (200, 12)
        assert curl("-X", "POST", f"{url}{PATH}/start")[0] == 400
        assert curl("-X", "DELETE", f"{url}{PATH}")[0] == 200
        assert json.loads(curl(f"{url}/api/streams")[1]) == []

    async with camera_with_stream(camera, Streamer(camera)) as port, multicam_url() as url:
        await in_thread(lambda: use(url, port))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.1",
        "0x7f000001",
        "2130706433",
        "[::ffff:7f00:1]",
        "::1",
        "localhost",
        "0.0.0.0",
        "169.254.169.254",
        "224.0.0.1",
        "255.255.255.255",
        "8.8.8.8",
        "user@10.0.0.1",
        "10.0.0.1/../..",
        "http://10.0.0.1",
        "file:///etc/passwd",
        "10.0.0.1\r\nX-Header: y",
    ],
)
async def test_hostile_addresses_are_refused_with_a_sentence(address: str) -> None:
    def use(url: str) -> None:
        body = json.dumps({"name": "trap", "ip_address": address})
        status, told = curl(*JSON_TYPE, "-d", body, f"{url}/api/streams")
        assert status == 400
        assert len(json.loads(told)["error"]) > 20
        assert json.loads(curl(f"{url}/api/streams")[1]) == []

    async with multicam_url(networks='["10.0.0.0/8"]') as url:
        await in_thread(lambda: use(url))


async def test_bridge_is_not_made_to_ask_itself() -> None:
    def use(url: str) -> None:
        port = int(url.rpartition(":")[2])
        body = json.dumps({"name": "mirror", "ip_address": "127.0.0.1", "port": port})
        assert curl(*JSON_TYPE, "-d", body, f"{url}/api/streams")[0] == 400

    async with multicam_url() as url:
        await in_thread(lambda: use(url))
