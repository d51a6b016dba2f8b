"""What kind of camera is there?"""

import pytest
from trio.testing import MockClock

from bridge_sources.address import AddressPolicy
from bridge_sources.http_client import CameraHttp
from bridge_sources.probe import find_kind
from bridge_sources.records import SourceFailed, SourceKind, SourceRecord
from plugins.sources.tests.cameras import (
    CameraWebServer,
    EsphomeSnapshot,
    Firmware,
    OnePort,
    Scripted,
    Streamer,
    Tasmota,
    on_network,
)

HOST = "192.168.1.50"
WEBSOCKET_ONLY = (
    b"HTTP/1.1 400 Bad Request\r\nServer: arduino-WebSocketsServer\r\n"
    b"Content-Type: text/plain\r\nContent-Length: 32\r\nConnection: close\r\n"
    b"Sec-WebSocket-Version: 13\r\n\r\nThis is a Websocket server only!"
)


def easytarget() -> CameraWebServer:
    camera = CameraWebServer()
    camera.values["lamp"] = -1
    return camera


async def probe(board: dict[int, Firmware], port: int = 0, path: str = "") -> SourceRecord:
    async with on_network(board) as network:
        http = CameraHttp(AddressPolicy(["192.168.1.0/24"]), network.dial)
        return await find_kind(http, SourceRecord(name="cam", host=HOST, port=port, path=path))


@pytest.mark.parametrize(
    ("board", "kind", "ports"),
    [
        ({80: CameraWebServer()}, "cameraserver", (80, 81)),
        ({80: easytarget()}, "easytarget", (80, 81)),
        ({80: EsphomeSnapshot()}, "cameraserver", (80, 81)),  # Answers /capture, has no /status.
        ({8081: EsphomeSnapshot()}, "esphome", (8081, 8080)),
        ({80: Tasmota()}, "tasmota", (80, 81)),
        ({80: OnePort("/api/v1/capture", "/api/v1/stream")}, "m5", (80, 80)),
        ({80: OnePort("/cam-lo.jpg", "/cam.mjpeg")}, "esp32cam", (80, 80)),
        ({80: OnePort("/jpeg", "/mjpeg")}, "eloquent", (80, 80)),
        ({80: OnePort("", "/video")}, "mjpeg", (80, 80)),
        ({80: OnePort("/", "")}, "snapshot", (80, 0)),
        ({81: Scripted(WEBSOCKET_ONLY)}, "capture81", (81, 0)),
        ({80: Firmware(), 81: Scripted(WEBSOCKET_ONLY)}, "capture81", (81, 0)),
    ],
)
async def test_every_kind_is_found(
    board: dict[int, Firmware], kind: SourceKind, ports: tuple[int, int]
) -> None:
    found = await probe(board)
    assert (found.kind, (found.port, found.stream_port)) == (kind, ports)


async def test_other_port_is_the_only_one_asked() -> None:
    camera = CameraWebServer()
    found = await probe({8000: camera, 80: Tasmota()}, 8000)
    assert (found.kind, found.port, found.stream_port) == ("cameraserver", 8000, 8001)
    assert camera.paths() == ["/status"]


@pytest.mark.parametrize(
    ("camera", "kind"), [(Streamer(), "mjpeg"), (OnePort("/stream", ""), "snapshot")]
)
async def test_path_that_is_given_is_looked_at(camera: Firmware, kind: SourceKind) -> None:
    found = await probe({8080: camera}, 8080, "/stream")
    assert (found.kind, found.path) == (kind, "/stream")
    assert camera.paths() == ["/stream"]


async def test_questions_are_few_and_told_when_nothing_is_found() -> None:
    stranger = Firmware()
    with pytest.raises(SourceFailed) as caught:
        await probe({80: stranger})
    assert len(stranger.requests) <= 10
    assert "80/status: answered 404" in str(caught.value)
    assert "8081/: cannot connect" in str(caught.value)
    assert "say its kind" in str(caught.value)


async def test_nobody_there_costs_one_attempt_per_port(autojump_clock: MockClock) -> None:
    async with on_network({}) as network:
        network.silent_ports |= {80, 81, 8081}
        http = CameraHttp(AddressPolicy(["192.168.1.0/24"]), network.dial)
        with pytest.raises(SourceFailed, match="nobody answers"):
            await find_kind(http, SourceRecord(name="cam", host=HOST))
        assert [target.port for target in network.targets] == [80, 8081, 81]


async def test_password_that_is_missing_is_asked_for() -> None:
    camera = Tasmota()
    camera.token = "YWRtaW46c2VjcmV0"
    with pytest.raises(SourceFailed, match="wants a user and a password"):
        await probe({80: camera})
    async with on_network({80: camera}) as network:
        http = CameraHttp(AddressPolicy(["192.168.1.0/24"]), network.dial)
        record = SourceRecord(name="cam", host=HOST, user="admin", password="secret")
        assert (await find_kind(http, record)).kind == "tasmota"


async def test_page_that_is_no_picture_says_so() -> None:
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    with pytest.raises(SourceFailed, match="'text/html' is no picture"):
        await probe({80: Scripted(page)}, path="/x")
    with pytest.raises(SourceFailed, match="answered 404"):
        await probe({80: Firmware()}, path="/x")


async def test_address_that_is_refused_is_not_asked() -> None:
    async with on_network({}) as network:
        http = CameraHttp(AddressPolicy(["10.0.0.0/8"]), network.dial)
        with pytest.raises(SourceFailed, match="outside the networks"):
            await find_kind(http, SourceRecord(name="cam", host=HOST))
        assert network.targets == []


async def test_kind_that_is_given_is_believed() -> None:
    async with on_network({}) as network:
        http = CameraHttp(AddressPolicy(["192.168.1.0/24"]), network.dial)
        record = SourceRecord(name="cam", host=HOST, kind="m5")
        assert (await find_kind(http, record)).path == "/api/v1/capture"
