"""Cameras and viewers of gostream at a real bridge, over real sockets."""

import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import trio
import websocket
from websockets.sync.client import connect

from bridge.client import open_client
from bridge.testing.harness import RunningBridge, running_bridge
from bridge_dialects import plugin as dialects
from bridge_video import plugin as video

pytestmark = pytest.mark.sockets

Paint = Callable[[int], bytes]
NO_PORTS = (
    "[bridge]\nport = 0\n[legacy.gostream]\nhttp_port = 0\ncamera_port = 0\nviewer_port = 0\n"
)
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130 Safari/537.36"
PACKET = 188
START_OF_UNIT = b"\x47\x41\x00"  # A packet of the picture's stream in which a unit begins.
JPEG = "device/*/camera/jpeg"
ESP_IDF = (
    "Connection: Upgrade",
    "Host: 127.0.0.1:{port}",
    "User-Agent: ESP32 Websocket Client",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: w4v7O6xFTi36lq3RNcgctw==",
)
LINKS2004 = (
    "Host: 127.0.0.1:{port}",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: w4v7O6xFTi36lq3RNcgctw==",
    "Sec-WebSocket-Protocol: arduino",
    "Origin: file://",
    "User-Agent: arduino-WebSocket-Client",
)
GILMAIMON = (
    "Host: 127.0.0.1",
    "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==",
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "User-Agent: TinyWebsockets Client",
    "Origin: https://github.com/gilmaimon/TinyWebsockets",
)


@asynccontextmanager
async def bridge_with(settings: str = NO_PORTS) -> AsyncGenerator[RunningBridge]:
    async with running_bridge([video, dialects], settings) as bridge:
        for record in bridge.bridge.host.records:
            assert not record.error, record.error
        yield bridge


def masked(opcode: int, payload: bytes, *, is_last: bool) -> bytes:
    """Return a frame as boards send it."""
    key = b"\x11\x22\x33\x44"
    head = bytes([opcode | (0x80 if is_last else 0)])
    size = len(payload)
    head += bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
    repeated = key * (size // 4 + 1)
    return head + key + bytes(a ^ b for a, b in zip(payload, repeated, strict=False))


def send_one(url: str, picture: bytes, done: trio.Event) -> None:
    """Be a camera that offers to compress, as the old system's mock camera does."""
    with connect(url, compression="deflate") as camera:
        camera.send(picture)
        trio.from_thread.run(done.wait)


async def test_camera_by_websockets_is_a_device(paint: Paint) -> None:
    async with bridge_with() as bridge, trio.open_nursery() as nursery:
        done = trio.Event()
        with bridge.bridge.hub.subscribe([JPEG], name="test") as samples:
            url = f"{bridge.url}/ws/camera"
            nursery.start_soon(trio.to_thread.run_sync, send_one, url, paint(1), done)
            sample = await samples.receive()
        assert sample.payload.endswith(paint(1)[-1000:])
        state = bridge.bridge.directory.state("gostream-1")
        assert state is not None
        assert (state.online, state.dialect, state.transport) == (True, "gostream", "ws")
        assert state.sdk.startswith("Python/")
        done.set()


async def shake_hands(port: int, lines: tuple[str, ...]) -> trio.SocketStream:
    """Open a link as a board's library does; the answer fits its buffer and ends at once."""
    stream = await trio.open_tcp_stream("127.0.0.1", port)
    head = "\r\n".join(("GET /ws/camera HTTP/1.1", *lines, "", ""))
    await stream.send_all(head.format(port=port).encode())
    answer = bytearray()
    while not answer.endswith(b"\r\n\r\n"):
        answer += await stream.receive_some(1)
    assert answer.startswith(b"HTTP/1.1 101 ")
    assert b"\r\nConnection: Upgrade\r\n" in answer
    assert len(answer) < 1024
    return stream


@pytest.mark.parametrize("lines", [ESP_IDF, LINKS2004, GILMAIMON])
async def test_boards_of_every_library_are_cameras_and_hear_nothing(
    lines: tuple[str, ...], paint: Paint
) -> None:
    async with bridge_with() as bridge:
        samples = bridge.bridge.hub.subscribe([JPEG], name="test")
        stream = await shake_hands(bridge.port, lines)
        await stream.send_all(masked(2, paint(1), is_last=True))
        assert (await samples.receive()).topic == "device/gostream-1/camera/jpeg"
        # The answer to this is the first thing that it hears.
        await stream.send_all(masked(9, b"", is_last=True))
        assert await stream.receive_some(64) == b"\x8a\x00"
        await stream.aclose()


async def test_fragments_of_a_board_with_a_ping_between_are_one_picture(
    jpeg_of: Callable[[int], bytes],
) -> None:
    jpeg = jpeg_of(40_000)
    async with bridge_with() as bridge:
        samples = bridge.bridge.hub.subscribe([JPEG], name="test")
        stream = await shake_hands(bridge.port, ESP_IDF)
        await stream.send_all(
            masked(2, jpeg[:16_384], is_last=False)
            + masked(0, jpeg[16_384:32_768], is_last=False)
            + masked(9, b"", is_last=True)
            + masked(0, jpeg[32_768:], is_last=True)
        )
        await samples.receive()
        # All that it ever hears is the answer to its own ping.
        assert await stream.receive_some(64) == b"\x8a\x00"
        await stream.aclose()


async def send_pictures(
    bridge: RunningBridge, send: Callable[[bytes], object], paint: Paint
) -> None:
    """Send the next picture when the last one was encoded, until cancelled."""
    with bridge.bridge.hub.subscribe(["device/gostream-1/camera/h264"], name="test") as units:
        number = 0
        while True:
            await trio.to_thread.run_sync(send, paint(number % 200))
            number += 1
            # The first pictures come before the encoder looks.
            with trio.move_on_after(0.1):
                await units.receive()


def read_packets(url: str, unit_count: int) -> bytes:
    """Return a stream of so many pictures, as a viewer of the old system takes it."""
    packets, units = b"", 0
    with connect(url, user_agent_header=CHROME) as viewer:
        while units <= unit_count:
            message = viewer.recv()
            assert isinstance(message, bytes)
            assert 0 < len(message) <= 4096
            assert len(message) % PACKET == 0
            packets += message
            heads = (message[at : at + 3] for at in range(0, len(message), PACKET))
            units += sum(head == START_OF_UNIT for head in heads)
    return packets[: packets.rindex(START_OF_UNIT)]


def assert_begins_with_tables_and_a_key_frame(stream: bytes) -> None:
    packets = [stream[at : at + PACKET] for at in range(0, 6 * PACKET, PACKET)]
    pids = [int.from_bytes(packet[1:3], "big") & 0x1FFF for packet in packets]
    assert pids.index(0) < pids.index(4096) < pids.index(256)
    first = packets[pids.index(256)]
    assert first[5] & 0x40, "random access is not marked"
    assert b"\x00\x00\x00\x01\x09\xf0\x00\x00\x00\x01\x67" in first


async def run_tool(*command: str) -> bytes:
    """Return what a program prints; it may not complain."""
    run = await trio.run_process(command, capture_stdout=True, capture_stderr=True)
    assert run.stderr == b""
    return run.stdout


async def test_viewer_gets_a_transport_stream_that_ffmpeg_decodes(
    paint: Paint, tmp_path: Path
) -> None:
    async with bridge_with() as bridge, trio.open_nursery() as nursery:
        camera = await open_camera(f"{bridge.url}/ws/camera")
        nursery.start_soon(send_pictures, bridge, camera.send_binary, paint)
        url = f"{bridge.url}/ws/viewer"
        early = await trio.to_thread.run_sync(read_packets, url, 40)
        late = await trio.to_thread.run_sync(read_packets, url, 3)
        nursery.cancel_scope.cancel()
    hang_up(camera)
    for stream in (early, late):
        assert_begins_with_tables_and_a_key_frame(stream)
    film = tmp_path / "film.ts"
    film.write_bytes(early)
    told = await run_tool(
        "ffprobe", "-v", "error", "-count_frames", "-of", "json", "-show_streams", str(film)
    )
    (found,) = json.loads(told)["streams"]
    assert (found["codec_name"], found["width"], found["height"]) == ("h264", 320, 240)
    assert int(found["nb_read_frames"]) == 40
    as_it_is = ("-fps_mode", "passthrough", "-enc_time_base", "1:90000", "-f", "null", "-")
    await run_tool("ffmpeg", "-v", "error", "-xerror", "-i", str(film), *as_it_is)


async def open_camera(url: str) -> websocket.WebSocket:
    """Return a camera by the package websocket-client."""
    return await trio.to_thread.run_sync(lambda: websocket.create_connection(url))


def hang_up(camera: websocket.WebSocket) -> None:
    """End a camera's link as a board does that loses its power."""
    if camera.sock is not None:
        camera.sock.close()


def look_once(url: str, agent: str | None) -> bytes:
    """Return the first message that a peer gets that sends nothing."""
    with connect(url, user_agent_header=agent, origin=None) as page:
        message = page.recv(timeout=20)
        assert isinstance(message, bytes)
        return message


async def test_silent_browser_on_the_camera_link_sees_a_native_camera(paint: Paint) -> None:
    async with (
        bridge_with() as bridge,
        open_client(bridge.url, role="device", id="cam-7") as camera,
        trio.open_nursery() as nursery,
    ):
        topic = await camera.advertise("device/cam-7/camera/jpeg")

        async def send() -> None:
            while True:
                await topic.publish(payload=paint(3))
                with trio.move_on_after(0.05):
                    await trio.sleep_forever()

        nursery.start_soon(send)
        url = f"{bridge.url}/ws/camera"
        seen = await trio.to_thread.run_sync(look_once, url, CHROME)
        assert seen.endswith(paint(3)[-1000:])
        packets = await trio.to_thread.run_sync(read_packets, f"{bridge.url}/ws/viewer", 3)
        assert_begins_with_tables_and_a_key_frame(packets)
        nursery.cancel_scope.cancel()


async def test_gostream_camera_is_seen_by_a_native_client_and_several_by_name(
    paint: Paint,
) -> None:
    async with bridge_with() as bridge, open_client(bridge.url) as game:
        pictures = await game.subscribe([JPEG])
        kitchen = await open_camera(f"{bridge.url}/ws/camera?camera=Kitchen")
        nameless = await open_camera(f"{bridge.url}/ws/camera")
        await trio.to_thread.run_sync(kitchen.send_binary, paint(1))
        first = await pictures.receive()
        await trio.to_thread.run_sync(nameless.send_binary, paint(2))
        second = await pictures.receive()
        found = {first.topic: first.payload[-1000:], second.topic: second.payload[-1000:]}
        assert found == {
            "device/gostream-kitchen/camera/jpeg": paint(1)[-1000:],
            "device/gostream-1/camera/jpeg": paint(2)[-1000:],
        }
        seen = await trio.to_thread.run_sync(fetch, f"{bridge.http_url}/gostream/cameras")
        assert json.loads(seen) == [
            {"id": "gostream-1", "name": "gostream-1"},
            {"id": "gostream-kitchen", "name": "Kitchen"},
        ]
        status = await trio.to_thread.run_sync(fetch, f"{bridge.http_url}/status")
        assert status == b'{"camera_clients":2,"streaming":true,"viewer_clients":0}\n'
        hang_up(kitchen)
        hang_up(nameless)


def fetch(url: str) -> bytes:
    with urlopen(url) as answer:  # noqa: S310 - the test's own bridge.
        found = answer.read()
        assert isinstance(found, bytes)
        return found


async def test_own_ports_take_any_path_and_show_the_pages(
    paint: Paint, free_ports: list[int]
) -> None:
    http, cameras, viewers = free_ports
    settings = (
        f"[bridge]\nport = 0\n[legacy.gostream]\nhttp_port = {http}\n"
        f"camera_port = {cameras}\nviewer_port = {viewers}\n"
    )
    async with bridge_with(settings) as bridge, trio.open_nursery() as nursery:
        camera = await open_camera(f"ws://127.0.0.1:{cameras}/anything")
        nursery.start_soon(send_pictures, bridge, camera.send_binary, paint)
        packets = await trio.to_thread.run_sync(read_packets, f"ws://127.0.0.1:{viewers}/", 2)
        assert_begins_with_tables_and_a_key_frame(packets)
        url = f"ws://127.0.0.1:{http}/ws/viewer?camera=gostream-1"
        assert await trio.to_thread.run_sync(read_packets, url, 2)
        nursery.cancel_scope.cancel()
        with trio.CancelScope(shield=True):
            page = await trio.to_thread.run_sync(fetch, f"http://127.0.0.1:{http}/")
            assert b"/gostream/video.js" in page
            jpeg_page = await trio.to_thread.run_sync(fetch, f"{bridge.http_url}/mjpeg")
            assert b"/gostream/mjpeg.js" in jpeg_page
    hang_up(camera)


async def test_strangers_are_refused_by_every_way(paint: Paint) -> None:
    settings = NO_PORTS + 'networks = ["10.1.0.0/16"]\n'
    async with bridge_with(settings) as bridge:
        camera = await open_camera(f"{bridge.url}/ws/camera")
        opcode, told = await trio.to_thread.run_sync(camera.recv_data)
        assert (opcode, told[:2]) == (websocket.ABNF.OPCODE_CLOSE, (1008).to_bytes(2, "big"))
        hang_up(camera)
        with pytest.raises(HTTPError) as refused:
            await trio.to_thread.run_sync(fetch, f"{bridge.http_url}/status")
        with refused.value as answer:
            assert answer.code == 403
        assert bridge.bridge.directory.state("gostream-1") is None
