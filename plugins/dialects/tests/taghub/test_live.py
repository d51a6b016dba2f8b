"""Devices and games of taghub at a real bridge, over real sockets, with others' programs."""

import json
import socket
import subprocess
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np
import pytest
import trio
import websocket
from av import VideoFrame
from av.video.codeccontext import VideoCodecContext
from websockets.sync.client import ClientConnection, connect

from bridge.api import TagDetections
from bridge.client import open_client
from bridge.testing.harness import RunningBridge, running_bridge
from bridge.testing.programs import needs
from bridge_dialects import plugin as dialects
from bridge_video import plugin as video
from plugins.dialects.tests.taghub.conftest import TOKEN, WAVESHARE

pytestmark = [pytest.mark.sockets, needs("curl")]

T = TypeVar("T")
GREETING = {"event": "connection_success", "message": "WebSocket connected - send identify event"}
ACK = {"event": "apriltag_ack", "status": "received"}
TAG = {"event": "apriltag_data", **WAVESHARE}
DEVICE = {"type": "esp32", "device": "Waveshare-ESP32-S3-Touch-LCD-2", "auth_token": TOKEN}
GAME = {"event": "identify", "data": {"type": "gdevelop", "name": "MyGame"}}


@dataclass(frozen=True, slots=True)
class Ports:
    """A bridge with the system on."""

    bridge: RunningBridge
    http: int
    link: int
    udp: int

    @property
    def hub_url(self) -> str:
        """Where the older firmware and games connect."""
        return f"ws://127.0.0.1:{self.http}/websocket"

    @property
    def link_url(self) -> str:
        """Where the newer firmware and games connect."""
        return f"ws://127.0.0.1:{self.link}/"


def free_port(kind: socket.SocketKind) -> int:
    """Return a port that nobody has."""
    with socket.socket(type=kind) as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@asynccontextmanager
async def taghub(more: str = f'token = "{TOKEN}"') -> AsyncGenerator[Ports]:
    """Run a bridge with the system on free ports."""
    http, link = free_port(socket.SOCK_STREAM), free_port(socket.SOCK_STREAM)
    udp = free_port(socket.SOCK_DGRAM)
    settings = (
        f"[bridge]\nport = 0\n[legacy.taghub]\nhttp_port = {http}\n"
        f"websocket_port = {link}\nudp_port = {udp}\n{more}\n"
    )
    async with running_bridge([video, dialects], settings) as bridge:
        for record in bridge.bridge.host.records:
            assert not record.error, record.error
        yield Ports(bridge, http, link, udp)


async def aside(work: Callable[[], T]) -> T:
    """Run an independent client, which knows nothing of trio."""
    with trio.fail_after(20):
        return await trio.to_thread.run_sync(work, abandon_on_cancel=True)


def say(peer: ClientConnection, words: object) -> None:
    """Send JSON."""
    peer.send(json.dumps(words))


def heard(peer: ClientConnection) -> dict[str, object]:
    """Return the next message, which is a text."""
    message = peer.recv(timeout=5)
    assert isinstance(message, str)
    found: dict[str, object] = json.loads(message)
    return found


@contextmanager
def identified(url: str, words: object) -> Iterator[ClientConnection]:
    """Be a peer that is in."""
    with connect(url) as peer:
        assert heard(peer) == GREETING
        say(peer, words)
        assert heard(peer)["event"] == "identify_success"
        yield peer


@pytest.mark.parametrize("port", ["hub_url", "link_url"])
async def test_tag_of_a_device_reaches_the_game_as_the_old_hub_sent_it(port: str) -> None:
    def play(url: str) -> dict[str, object]:
        with identified(url, GAME) as game:
            with identified(url, {"event": "identify", "data": DEVICE}) as device:
                say(device, TAG)
                assert heard(device) == ACK
            return heard(game)

    async with taghub() as ports:
        told = await aside(partial(play, getattr(ports, port)))
    assert isinstance(told.pop("server_timestamp"), float)
    assert told == TAG


async def test_wrong_token_is_told_and_the_link_stays_open() -> None:
    def play(url: str) -> list[dict[str, object]]:
        with connect(url) as device:
            heard(device)
            say(device, {"event": "identify", "data": DEVICE | {"auth_token": "wrong"}})
            refusal = heard(device)
            say(device, TAG)
            say(device, {"event": "ping"})
            pong = heard(device)
            say(device, {"event": "identify", "data": DEVICE})
            return [refusal, pong, heard(device)]

    async with taghub() as ports:
        refusal, pong, welcome = await aside(partial(play, ports.link_url))
        assert ports.bridge.bridge.hub.latest("device/taghub-1/tags") is None
    assert refusal == {
        "event": "auth_failed",
        "error": "Invalid auth_token",
        "message": "Authentication required - check your auth_token",
    }
    assert pong["event"] == "pong"
    assert welcome == {"event": "identify_success", "client_type": "esp32"}


async def test_poses_come_out_of_the_native_protocol_in_metres() -> None:
    def play(url: str) -> None:
        with identified(url, {"event": "identify", "data": DEVICE}) as device:
            say(device, TAG)
            heard(device)

    async with taghub() as ports:
        with ports.bridge.bridge.hub.subscribe(["device/*/tags"], name="test") as tags:
            async with open_client(ports.bridge.url, role="viewer") as viewer:
                samples = await viewer.subscribe(["device/*/tags"])
                await aside(partial(play, ports.hub_url))
                with trio.fail_after(5):
                    await samples.receive()
                    sample = await tags.receive()
    (tag,) = sample.value_as(TagDetections).tags
    assert sample.device_us == 12_345_678_000
    assert tag.raw == WAVESHARE
    assert abs(tag.camera_from_tag.translation.norm() - 0.436) < 0.001


async def test_game_is_told_of_tags_by_websocket_client_too() -> None:
    def play(url: str) -> object:
        game = websocket.create_connection(url, timeout=5, origin="null")
        game.recv()
        game.send("{'event':'request_latest_data'}")
        answer: object = json.loads(game.recv())
        game.close()
        return answer

    async with taghub() as ports:
        assert await aside(partial(play, ports.hub_url)) == {"event": "no_data_available"}


def curl(*words: str) -> tuple[int, bytes]:
    """Return the status and the body of an answer."""
    told = subprocess.run(
        ["curl", "-s", "-m", "5", "-w", "\n%{http_code}", *words], capture_output=True, check=True
    )
    body, _, status = told.stdout.rpartition(b"\n")
    return int(status), body


def posted(url: str, token: str, body: str) -> tuple[int, object]:
    """Return what a board is answered that posts JSON."""
    headers = ["-H", "Content-Type: application/json", "-H", f"Authorization: {token}"]
    status, answer = curl("-X", "POST", *headers, "--data", body, url)
    return status, json.loads(answer)


async def test_tag_is_posted_on_both_ports_with_the_bare_token() -> None:
    async with taghub() as ports:
        for port in (ports.http, ports.link):
            url = f"http://127.0.0.1:{port}/apriltag"
            body = json.dumps(WAVESHARE)
            taken = await aside(partial(posted, url, TOKEN, body))
            assert taken == (200, {"status": "received", "event": "apriltag_ack"})
            wrong = await aside(partial(posted, url, "wrong", body))
            assert wrong == (401, {"error": "Invalid auth_token"})
            empty = await aside(partial(posted, url, TOKEN, ""))
            assert empty == (400, {"error": "No JSON body"})
        state = ports.bridge.bridge.directory.state("taghub-1")
    assert state is not None
    assert (state.transport, state.name) == ("http", "Waveshare-ESP32-S3")


async def test_board_has_one_name_by_link_and_by_post() -> None:
    def play(ports: Ports) -> tuple[int, object]:
        with identified(ports.link_url, {"event": "identify", "data": DEVICE}) as device:
            url = f"http://127.0.0.1:{ports.http}/apriltag"
            taken = posted(url, TOKEN, json.dumps(WAVESHARE))
            say(device, {"event": "ping"})
            assert heard(device)["event"] == "pong"
            return taken

    async with taghub() as ports:
        with ports.bridge.bridge.hub.subscribe(["device/*/tags"], name="test") as tags:
            assert (await aside(partial(play, ports)))[0] == 200
            with trio.fail_after(5):
                assert (await tags.receive()).topic == "device/taghub-1/tags"
        devices = ports.bridge.bridge.directory.states()
    assert [device.id for device in devices] == ["taghub-1"]
    assert devices[0].epoch == 1


async def test_datagram_is_acknowledged_and_told_to_the_game() -> None:
    def play(ports: Ports) -> tuple[bytes, dict[str, object]]:
        body = json.dumps(WAVESHARE, separators=(",", ":")).encode()
        with identified(ports.link_url, GAME) as game:
            with socket.socket(type=socket.SOCK_DGRAM) as board:
                board.settimeout(5)
                board.sendto(body, ("127.0.0.1", ports.udp))
                answer = board.recv(512)
            assert len(answer) <= len(body)
            return answer, heard(game)

    async with taghub() as ports:
        answer, told = await aside(partial(play, ports))
    ack = json.loads(answer)
    assert isinstance(ack.pop("server_timestamp"), float)
    assert ack == ACK | {"tag_id": 5}
    assert told["smartcam_ip"] == "127.0.0.1"
    assert told["tag_id"] == 5


def jpeg_picture() -> bytes:
    """Return a grey picture as the older board makes them: 240×240."""
    encoder = VideoCodecContext.create("mjpeg", "w")
    encoder.width = encoder.height = 240
    encoder.pix_fmt = "yuvj420p"
    frame = VideoFrame.from_ndarray(np.full((360, 240), 128, np.uint8), format="yuv420p")
    frame = frame.reformat(format="yuvj420p")
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])


async def test_picture_before_identify_is_shown_on_the_page() -> None:
    picture = jpeg_picture()

    def play(ports: Ports) -> list[tuple[int, bytes]]:
        base = f"http://127.0.0.1:{ports.http}"
        with connect(ports.hub_url) as device:
            heard(device)
            device.send(picture)
            say(device, {"event": "ping"})
            heard(device)
            paths = ("/photo", "/video_fps", "/status", "/video", "/taghub/video.js")
            answers = [curl(base + path) for path in paths]
            body = '{"interval_ms":500}'
            headers = ["-H", "Content-Type: application/json"]
            told = curl("-X", "POST", *headers, "--data", body, f"{base}/set_video_interval")
            assert heard(device) == {"event": "set_video_interval", "interval_ms": 500}
            return [*answers, told]

    async with taghub("") as ports:
        photo, fps, status, page, _module, told = await aside(partial(play, ports))
    assert photo[0] == 200
    assert photo[1].startswith(b"\xff\xd8")
    assert json.loads(fps[1])["resolution"] == "240x240"
    assert json.loads(status[1])["websocket"]["esp32_connected"] is True
    assert b"<h1>Picture</h1>" in page[1]
    assert json.loads(told[1]) == {"status": "success", "interval_ms": 500, "fps": 2.0}


async def test_route_of_one_port_is_not_on_the_other() -> None:
    async with taghub() as ports:
        for port in (ports.link, ports.bridge.port):
            status, _ = await aside(partial(curl, f"http://127.0.0.1:{port}/connection_uptime"))
            assert status == 404
