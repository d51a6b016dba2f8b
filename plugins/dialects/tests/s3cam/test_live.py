"""Boards and pages of this system at a real bridge, over real sockets.

The other sides are programs that know nothing of this bridge: websocket-client,
websockets, and the bytes that boards write.
"""

import socket
import struct
from collections.abc import Callable
from functools import partial

import pytest
import trio

from bridge.api import Delivery, Mode
from bridge.client import open_client
from plugins.dialects.tests.s3cam.live_kit import (
    HEALTH,
    INFO,
    JPEG,
    PAGE,
    REGISTER,
    WAIT_S,
    Page,
    blocking,
    join,
    running,
    show,
)

pytestmark = pytest.mark.sockets

MakeJpeg = Callable[[int], bytes]


def written_by_links2004(payload: bytes | str) -> bytes:
    """Return a frame as the board's library writes it: no mask, an odd length of 65 535."""
    content = payload.encode() if isinstance(payload, str) else payload
    head = bytes([0x81 if isinstance(payload, str) else 0x82])
    if len(content) < 126:
        head += bytes([0x80 | len(content)])
    elif len(content) < 65_535:
        head += b"\xfe" + struct.pack(">H", len(content))
    else:
        head += b"\xff" + struct.pack(">Q", len(content))
    return head + bytes(4) + content


LINKS2004 = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\n"
    "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: w4v7O6xFTi36lq3RNcgctw==\r\nSec-WebSocket-Protocol: arduino\r\n"
    "Origin: file://\r\nUser-Agent: arduino-WebSocket-Client\r\n\r\n"
)
GILMAIMON = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "User-Agent: TinyWebsockets Client\r\n"
    "Origin: https://github.com/gilmaimon/TinyWebsockets\r\n\r\n"
)
ESP_IDF = (
    "GET {path} HTTP/1.1\r\nConnection: Upgrade\r\nHost: 127.0.0.1:{port}\r\n"
    "User-Agent: ESP32 Websocket Client\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: w4v7O6xFTi36lq3RNcgctw==\r\n\r\n"
)


def talk(port: int, head: str, frames: bytes, piece: int = 1_000_000) -> bytes:
    """Shake hands as a board does, write frames, wait for a pong; return the 101."""
    with socket.create_connection(("127.0.0.1", port), WAIT_S) as link:
        link.sendall(head.format(port=port, path="/").encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += link.recv(4096)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        said = frames + b"\x89\x80" + bytes(4)
        for at in range(0, len(said), piece):
            link.sendall(said[at : at + piece])
        heard = b""
        while b"\x8a\x00" not in heard:
            heard += link.recv(4096)
    return answer


@pytest.mark.parametrize("path", ["/", "/websocket", "/ws/camera"])
@pytest.mark.parametrize("head", [LINKS2004, GILMAIMON, ESP_IDF])
async def test_every_library_shakes_hands_on_every_path(head: str, path: str) -> None:
    async with running() as run:
        for port in (run.stream_port, run.http_port):
            answer = await blocking(partial(talk, port, head.replace("{path}", path), b""))
            lines = answer.split(b"\r\n")
            assert lines[0].startswith(b"HTTP/1.1 101")
            assert b"Connection: Upgrade" in lines
            assert b"Upgrade: websocket" in lines
            if head is GILMAIMON:
                assert b"Sec-WebSocket-Accept: BACScCJPNqyz+UBoqMH89VmURoA=" in lines
            assert len(answer) < 500


async def test_a_board_is_taken_byte_by_byte_as_it_is(jpeg: MakeJpeg) -> None:
    small, middle, odd, large = (jpeg(size) for size in (9_000, 20_000, 65_535, 48_211))
    start = '{"type":"img_start","id":7,"size":48211,"chunks":48,"chunkSize":1024}'
    chunks = [large[at : at + 1024] for at in range(0, len(large), 1024)]
    said: list[bytes | str] = [
        REGISTER,
        INFO,
        small,
        '{"type":"frame_start","id":2,"size":20000}',
        middle,
    ]
    said += ['{"type":"frame_end","id":2}', odd, start, *chunks]
    said += ['{"type":"img_end","id":7,"size":48211,"success":true}']
    frames = b"".join(written_by_links2004(message) for message in said)
    assert bytes.fromhex("82ff000000000000ffff00000000") in frames
    async with running() as run:
        hub = run.bridge.bridge.hub
        with hub.subscribe([JPEG], Delivery(Mode.ALL, max_age_us=0), name="test") as samples:
            await blocking(partial(talk, run.stream_port, LINKS2004, frames))
            with trio.fail_after(WAIT_S):
                found = [(await samples.receive()).payload for _ in range(4)]
    assert found == [small, middle, odd, large]


@pytest.mark.parametrize("piece", [1, 7, 1460, 1_000_000])
async def test_a_conversation_means_the_same_however_it_is_cut(jpeg: MakeJpeg, piece: int) -> None:
    bare, announced, pieces = jpeg(300), jpeg(400), jpeg(1000)
    start = '{"type":"img_start","id":1,"size":1000,"chunks":4,"chunkSize":256}'
    said: list[bytes | str] = [REGISTER, INFO, HEALTH, bare]
    said += ['{"type":"frame_start","id":0,"size":400}', announced, '{"type":"frame_end","id":0}']
    said += [start, *(pieces[at : at + 256] for at in range(0, 1000, 256))]
    said += ['{"type":"img_end","id":1,"size":1000,"success":true}']
    said += ['{"type":"status","msg":"Dispositivo reiniciando..."}']
    frames = b"".join(written_by_links2004(message) for message in said)
    topics = ["device/s3cam-1/camera/jpeg", "device/s3cam-1/health", "device/s3cam-1/log"]
    async with running() as run:
        hub = run.bridge.bridge.hub
        with hub.subscribe(topics, Delivery(Mode.ALL, max_age_us=0), name="test") as samples:
            await blocking(partial(talk, run.stream_port, LINKS2004, frames, piece))
            with trio.fail_after(WAIT_S):
                found = [await samples.receive() for _ in range(5)]
        assert sorted(sample.topic.rpartition("/")[2] for sample in found) == sorted(
            ["health", "jpeg", "jpeg", "jpeg", "log"]
        )
        pictures = [sample.payload for sample in found if sample.payload]
        assert pictures == [bare, announced, pieces]
        state = run.bridge.bridge.directory.state("s3cam-1")
        assert state is not None
        assert {feature.name: feature.default for feature in state.features}["fps"] == 9


async def test_a_board_joins_tells_its_health_and_obeys(jpeg: MakeJpeg) -> None:
    async with running() as run, open_client(run.bridge.url, role="game") as game:
        board = await join(run)
        state = run.bridge.bridge.directory.state("s3cam-1")
        assert state is not None
        assert (state.dialect, state.transport) == ("s3cam", "ws")
        await blocking(partial(board.show, jpeg(9_000)))
        ack = await blocking(partial(board.show_in_pieces, jpeg(48_211)))
        assert (ack["type"], ack["status"]) == ("img_ack", "ready")
        async with trio.open_nursery() as nursery:
            nursery.start_soon(blocking, board.obey)
            final = await game.call("s3cam-1", "set", {"quality": 12})
        assert (final.stage, final.value) == ("applied", 12)
        health = run.bridge.bridge.hub.latest("device/s3cam-1/health")
        assert health is not None
        await blocking(board.leave)


@pytest.mark.parametrize("path", ["/", "/ws/any?x=1"])
async def test_a_page_sees_the_camera_and_commands_it(jpeg: MakeJpeg, path: str) -> None:
    async with running() as run:
        board = await join(run)
        await show(run, board, jpeg(9_000))
        for url in (run.link(path), run.page(path)):
            page = await blocking(partial(Page, url))
            await blocking(partial(page.say, PAGE))
            status = await blocking(page.hear)
            assert (status["type"], status["camera_connected"]) == ("status", True)
            assert (await blocking(page.hear))["type"] == "camera_health"
            await blocking(partial(board.show_in_pieces, jpeg(48_211)))
            assert await blocking(page.see) == jpeg(48_211)
            await blocking(partial(page.say, '{"type":"command","cmd":"fps","val":3}'))
            command = await blocking(board.obey)
            assert (command["cmd"], command["val"]) == ("fps", "3")
            await blocking(page.leave)
        await blocking(board.leave)


async def test_a_page_hears_of_cameras_that_come_and_go(jpeg: MakeJpeg) -> None:
    async with running() as run:
        page = await blocking(partial(Page, run.page()))
        await blocking(partial(page.say, PAGE))
        assert (await blocking(page.hear))["camera_connected"] is False
        for text in ('{"type":"command","cmd":"vflip","val":1}', '{"type":"request_stats"}'):
            await blocking(partial(page.say, text))
        figures = await blocking(page.hear)
        assert figures["type"] == "server_stats"
        assert isinstance(figures["data"], dict)
        assert figures["data"]["pending_commands"] == 1
        board = await join(run)
        assert (await blocking(page.hear))["camera_connected"] is True
        command = await blocking(board.obey)
        assert (command["cmd"], command["val"]) == ("vflip", "1")
        await blocking(partial(board.show, jpeg(9_000)))
        assert await blocking(page.see) == jpeg(9_000)
        await blocking(board.leave)
        while (told := await blocking(page.hear))["type"] != "status":
            pass
        assert told["camera_connected"] is False
        await blocking(page.leave)


async def test_a_page_sees_a_camera_of_another_kind(jpeg: MakeJpeg) -> None:
    async with running() as run, open_client(run.bridge.url, role="device", id="cam-1") as camera:
        hub, topic = run.bridge.bridge.hub, "device/cam-1/camera/jpeg"
        channel = await camera.advertise(topic)
        with hub.subscribe([topic], name="test") as samples:
            await channel.publish(payload=jpeg(500))
            await samples.receive()
        page = await blocking(partial(Page, run.page("/?camera=cam-1")))
        await blocking(partial(page.say, PAGE))
        assert await blocking(page.see) == jpeg(500)
        assert (await blocking(page.hear))["camera_connected"] is True
        await hub.interest(topic).wait_wanted()
        await channel.publish(payload=jpeg(600))
        assert await blocking(page.see) == jpeg(600)
        await blocking(page.leave)
