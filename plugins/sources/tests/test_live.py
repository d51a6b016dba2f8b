"""A real bridge and small cameras, over real sockets."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx
import pytest

from bridge.api import AckStage
from bridge.client import open_client
from bridge.testing.contract import check_plugin
from bridge.testing.harness import RunningBridge, running_bridge
from bridge_sources import plugin
from plugins.sources.tests.cameras import (
    CameraWebServer,
    EsphomeSnapshot,
    EsphomeStream,
    Firmware,
    OnePort,
    Streamer,
    Tasmota,
    TasmotaStream,
    serve_tcp,
)

pytestmark = pytest.mark.sockets

SETTINGS = '[bridge]\nport = 0\n[plugin.sources]\nnetworks = ["127.0.0.0/8"]\n'
JPEG = "device/cam/camera/jpeg"


async def test_plugin_keeps_the_rules_of_the_host() -> None:
    await check_plugin(plugin)


@dataclass
class Live:
    """A bridge, a client of its routes, and the ports of a camera."""

    bridge: RunningBridge
    http: httpx.AsyncClient
    port: int
    stream_port: int

    async def add(self, kind: str, **more: object) -> dict[str, object]:
        """Add the camera as `cam`."""
        body = {"address": f"127.0.0.1:{self.port}", "name": "cam", "kind": kind, **more}
        answer = await self.http.post("/v1/sources", json=body)
        assert answer.status_code == 201, answer.text
        added: dict[str, object] = answer.json()
        return added


@asynccontextmanager
async def live(front: Firmware, stream: Firmware) -> AsyncGenerator[Live]:
    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(serve_tcp(front))
        stream_port = port
        if stream is not front:
            stream_port = await stack.enter_async_context(serve_tcp(stream))
        bridge = await stack.enter_async_context(running_bridge([plugin], SETTINGS))
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=bridge.http_url))
        yield Live(bridge, http, port, stream_port)


def cameraserver() -> tuple[Firmware, Firmware]:
    camera = CameraWebServer()
    return camera, Streamer(camera)


def easytarget() -> tuple[Firmware, Firmware]:
    camera = CameraWebServer()
    stream = Streamer(camera)
    stream.path = "/"
    return camera, stream


def one_port(snapshot: str, stream: str) -> tuple[Firmware, Firmware]:
    camera = OnePort(snapshot, stream)
    return camera, camera


BOARDS = {
    "cameraserver": cameraserver(),
    "multicam": cameraserver(),
    "easytarget": easytarget(),
    "esphome": (EsphomeSnapshot(), EsphomeStream()),
    "tasmota": (Tasmota(), TasmotaStream()),
    "m5": one_port("/api/v1/capture", "/api/v1/stream"),
    "esp32cam": one_port("/cam-hi.jpg", "/cam.mjpeg"),
    "eloquent": one_port("/jpeg", "/mjpeg"),
}


@pytest.mark.parametrize("kind", BOARDS)
async def test_camera_of_every_kind_reaches_a_game(kind: str) -> None:
    front, stream = BOARDS[kind]
    async with (
        live(front, stream) as at,
        open_client(at.bridge.url, role="viewer") as viewer,
    ):
        await at.add(kind, stream_port=at.stream_port)
        pictures = await viewer.subscribe([JPEG])
        seen = {(await pictures.receive()).payload for _ in range(5)}
        assert len(seen) == 5
        assert all(jpeg.startswith(b"\xff\xd8") for jpeg in seen)
        answer = await at.http.get("/v1/sources/cam/snapshot")
        assert answer.content.startswith(b"\xff\xd8")


async def test_one_upstream_connection_serves_many_viewers() -> None:
    front, stream = cameraserver()
    async with live(front, stream) as at, AsyncExitStack() as stack:
        await at.add("cameraserver", stream_port=at.stream_port)
        for number in range(5):
            client = open_client(at.bridge.url, role="viewer", id=f"viewer-{number}")
            viewer = await stack.enter_async_context(client)
            await (await viewer.subscribe([JPEG])).receive()
        assert stream.most_connections == len(stream.requests) == 1
        (status,) = (await at.http.get("/v1/sources")).json()["sources"]
        assert (status["viewers"], status["is_online"]) == (5, True)


async def test_kind_is_found_out_and_settings_take_effect() -> None:
    front, stream = cameraserver()
    async with (
        live(front, stream) as at,
        open_client(at.bridge.url, role="operator") as operator,
    ):
        added = await at.add("auto", stream_port=at.stream_port)
        assert added["record"]["kind"] == "cameraserver"  # type: ignore[index] # JSON
        states = await operator.subscribe(["device/cam/state"])
        state = (await states.receive()).value or {}
        while not state["online"]:
            state = (await states.receive()).value or {}
        assert (state["transport"], state["dialect"]) == ("pull", "cameraserver")
        ack = await operator.call("cam", "set", {"resolution": "640x480"})
        assert (ack.stage, ack.value) == (AckStage.APPLIED, "640x480")
        refused = await operator.call("cam", "set", {"quality": 99})
        assert (refused.stage, refused.code) == (AckStage.REJECTED, "out_of_range")


async def test_bridge_is_not_asked_by_itself() -> None:
    front, stream = cameraserver()
    async with live(front, stream) as at:
        for address in ("127.1", "[::1]", "0.0.0.0", "file:///etc/passwd", "192.0.2.9"):
            answer = await at.http.post("/v1/sources", json={"address": address, "kind": "m5"})
            assert answer.status_code == 400, answer.text
        assert front.requests == []


async def test_doctor_hears_of_a_camera_that_is_away() -> None:
    front, stream = cameraserver()
    async with live(front, stream) as at:
        async with serve_tcp(front) as gone:
            pass
        body = {"address": f"127.0.0.1:{gone}", "name": "away", "kind": "m5"}
        await at.http.post("/v1/sources", json=body)
        async with open_client(at.bridge.url, role="viewer"):
            while True:
                sources = (await at.http.get("/v1/sources")).json()["sources"]
                if sources[0]["fault"]:
                    break
        assert "is it on" in sources[0]["fault"]
