"""Cameras that are servers: the bytes of their answers, and what other people's clients get."""

import json
import socket
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

import pytest
import trio
import websocket
from trio.testing import MockClock, memory_stream_pair, wait_all_tasks_blocked
from trio_websocket import open_websocket_url
from websockets.sync.client import connect

from bridge_simulator.device_clock import DeviceClock
from bridge_simulator.dialects.cameraserver import CameraServer
from bridge_simulator.dialects.capture81 import Capture81
from bridge_simulator.dialects.doors import HttpSite, parse_request
from bridge_simulator.dialects.foreign_device import Boot, ForeignDevice, live
from bridge_simulator.dialects.http_cameras import M5, Esphome, Tasmota
from bridge_simulator.dialects.mjpeg_stream import ESP_BOUNDARY
from bridge_simulator.dialects.multicam import Discovery, Multicam
from bridge_simulator.dialects.server_wire import links2004_answer
from bridge_simulator.faults import Fault

if TYPE_CHECKING:
    from plugins.simulator.tests.dialects.conftest import DeviceOf

Life = Callable[[Boot], Awaitable[None]]
LIMITER = trio.CapacityLimiter(4)


def free_port() -> int:
    """Return a port that was free just now, and so was the next."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port: int = one.getsockname()[1]
            try:
                two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


@asynccontextmanager
async def living(device: ForeignDevice, life: Life, port: int) -> AsyncIterator[None]:
    """Let a device live, and wait until it listens."""
    async with trio.open_nursery() as nursery:
        nursery.start_soon(live, device, life)
        while True:
            try:
                await (await trio.open_tcp_stream("127.0.0.1", port)).aclose()
                break
            except OSError:
                await trio.lowlevel.checkpoint()
        yield
        nursery.cancel_scope.cancel()


def fetch(url: str, limit: int = 1_000_000) -> tuple[int, dict[str, str], bytes]:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310 - our own address.
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return answer.status, headers, answer.read(limit)
    except urllib.error.HTTPError as error:
        return error.code, {}, error.read()


async def get(url: str, limit: int = 1_000_000) -> tuple[int, dict[str, str], bytes]:
    return await trio.to_thread.run_sync(partial(fetch, url, limit), limiter=LIMITER)


async def test_second_viewer_of_espressif_waits_until_the_first_has_gone(
    device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    server = CameraServer(device_of(), "127.0.0.1", 1, 5.0)
    boot = Boot(DeviceClock(server._device.clock, server._device.faults, 0), 0)
    door = server.stream_door(boot)
    (ours, theirs), (ours_too, theirs_too) = memory_stream_pair(), memory_stream_pair()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_until_broken, door.answer, ours)
        await theirs.send_all(b"GET /stream HTTP/1.1\r\n\r\n")
        await theirs.receive_some(10)
        nursery.start_soon(_until_broken, door.answer, ours_too)
        await theirs_too.send_all(b"GET /stream HTTP/1.1\r\n\r\n")
        with trio.move_on_after(30) as patience:
            await theirs_too.receive_some(10)
        assert patience.cancelled_caught
        await theirs.aclose()
        assert await theirs_too.receive_some(8) == b"HTTP/1.1"
        nursery.cancel_scope.cancel()


async def _until_broken(
    answer: Callable[[trio.abc.Stream], Awaitable[None]], stream: trio.abc.Stream
) -> None:
    with suppress(trio.BrokenResourceError):
        await answer(stream)


async def test_newer_viewer_throws_the_older_out_where_firmware_does_so(
    device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    async def stay(_request: object, stream: trio.abc.Stream) -> bool:
        await stream.send_all(b"x")
        await trio.sleep_forever()
        return False

    site = HttpSite(device_of(), {"/": stay}, "replaces")
    (ours, theirs), (ours_too, theirs_too) = memory_stream_pair(), memory_stream_pair()
    ended = trio.Event()

    async def first() -> None:
        await site.answer(ours)
        ended.set()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(first)
        await theirs.send_all(b"GET / HTTP/1.1\r\n\r\n")
        await theirs.receive_some(1)
        nursery.start_soon(site.answer, ours_too)
        await theirs_too.send_all(b"GET / HTTP/1.1\r\n\r\n")
        await ended.wait()
        nursery.cancel_scope.cancel()


async def test_old_boards_take_512_bytes_of_headers(
    device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    device = device_of(Fault("tight-headers"))
    ours, theirs = memory_stream_pair()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(HttpSite(device, {}).answer, ours)
        await theirs.send_all(b"GET / HTTP/1.1\r\nCookie: " + b"x" * 500 + b"\r\n\r\n")
        assert b" 431 " in await theirs.receive_some(100)
    assert device.status.complaints["a request with more than 512 bytes of headers"] == 1


def test_links2004_echoes_its_own_protocol_only_when_one_was_wished_for() -> None:
    request = (
        "GET /x HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    )
    plain = parse_request(request.encode())
    wishing = parse_request((request + "\r\nSec-WebSocket-Protocol: chat").encode())
    assert plain is not None
    assert wishing is not None
    answer = (
        b"HTTP/1.1 101 Switching Protocols\r\n"
        b"Server: arduino-WebSocketsServer\r\n"
        b"Upgrade: websocket\r\n"
        b"Connection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
    )
    assert links2004_answer(plain) == answer + b"\r\n"
    assert links2004_answer(wishing) == answer + b"Sec-WebSocket-Protocol: arduino\r\n\r\n"


@pytest.mark.sockets
async def test_camera_server_answers_other_peoples_clients(device_of: "DeviceOf") -> None:
    port = free_port()
    device = device_of(size=30_000)
    url = f"http://127.0.0.1:{port}"
    async with living(device, CameraServer(device, "127.0.0.1", port, 20.0).live, port):
        status, headers, jpeg = await get(f"{url}/capture")
        assert (status, headers["content-type"], len(jpeg)) == (200, "image/jpeg", 30_000)
        assert headers["content-disposition"] == "inline; filename=capture.jpg"
        assert (await get(f"{url}/control?var=framesize&val=9"))[0] == 200
        assert (await get(f"{url}/control?var=quality&val=abc"))[0] == 200
        assert (await get(f"{url}/control?var=fun&val=1"))[0] == 500
        assert (await get(f"{url}/control?var=framesize"))[0] == 404
        told = json.loads((await get(f"{url}/status"))[2])
        assert (told["framesize"], told["quality"]) == (9, 4)
        assert "vflip" not in told
        _, headers, body = await get(f"http://127.0.0.1:{port + 1}/stream", 95_000)
    assert headers["content-type"].endswith(ESP_BOUNDARY)
    assert body.count(b"\r\nContent-Length: 30000\r\n") >= 3
    assert device.eye.settings.framesize == "800x600"


@pytest.mark.sockets
@pytest.mark.parametrize("is_reboot", [True, False])
async def test_viewer_of_a_camera_that_dies_hears_nothing_of_it(
    is_reboot: bool, device_of: "DeviceOf"
) -> None:
    port = free_port()
    faults = () if is_reboot else (Fault("wifi", at_s=0.6, for_s=60),)
    device = device_of(*faults)
    server = CameraServer(device, "127.0.0.1", port, 50.0)
    boots: list[Boot] = []

    async def life(boot: Boot) -> None:
        boots.append(boot)
        await server.live(boot)

    ended = trio.Event()

    async def watch(viewer: trio.SocketStream) -> None:
        while await viewer.receive_some(65_536):
            pass
        ended.set()

    async with living(device, life, port), trio.open_nursery() as nursery:
        viewer = await trio.open_tcp_stream("127.0.0.1", port + 1)
        await viewer.send_all(b"GET /stream HTTP/1.1\r\n\r\n")
        await viewer.receive_some(8)
        nursery.start_soon(watch, viewer)
        if is_reboot:
            boots[0].reboot.set()
        while device.status.link != "off":  # noqa: ASYNC110 - a counter has no event.
            await trio.sleep(0.01)
        await wait_all_tasks_blocked()
        assert not ended.is_set()
        nursery.cancel_scope.cancel()
    await viewer.aclose()


@pytest.mark.sockets
async def test_easytarget_streams_at_its_root_and_has_a_lamp(device_of: "DeviceOf") -> None:
    port = free_port()
    device = device_of(size=3_000)
    url = f"http://127.0.0.1:{port}"
    life = CameraServer(device, "127.0.0.1", port, 20.0, "easytarget").live
    async with living(device, life, port):
        assert (await get(f"{url}/control?var=lamp&val=50"))[0] == 200
        told = json.loads((await get(f"{url}/status"))[2])
        assert (told["lamp"], told["cam_name"]) == (50, "ESP32 camera dev-1")
        assert b"image/jpeg" in (await get(f"http://127.0.0.1:{port + 1}/", 200))[2]
    assert device.eye.settings.led


@pytest.mark.sockets
async def test_software_encoder_sends_chunked_pictures(device_of: "DeviceOf") -> None:
    port = free_port()
    device = device_of(Fault("capture-fails", at_s=60), size=7_000)
    life = CameraServer(device, "127.0.0.1", port, 20.0, "software").live
    async with living(device, life, port):
        status, headers, jpeg = await get(f"http://127.0.0.1:{port}/capture")
    assert (status, headers["transfer-encoding"], len(jpeg)) == (200, "chunked", 7_000)


@pytest.mark.sockets
async def test_capture81_gives_a_picture_for_one_word(device_of: "DeviceOf") -> None:
    port = free_port()
    device = device_of(size=200_000)
    async with (
        living(device, Capture81(device, "127.0.0.1", port, None).live, port),
        open_websocket_url(f"ws://127.0.0.1:{port}/") as client,
    ):
        await client.send_message("Capture")
        await client.send_message("capture")
        picture = await client.get_message()
        assert len(picture) == 200_000
        await client.ping(b"hello")
    assert device.status.complaints["a text 'Capture', which is not 'capture'"] == 1
    assert device.status.notes["captures"] == 1


@pytest.mark.sockets
@pytest.mark.parametrize("client", ["websockets", "websocket-client"])
async def test_capture81_serves_the_scripts_that_people_have(
    client: str, device_of: "DeviceOf"
) -> None:
    port = free_port()
    device = device_of(size=80_000)

    def capture() -> str | bytes:
        if client == "websockets":
            with connect(f"ws://127.0.0.1:{port}/") as session:
                session.send("capture")
                return session.recv(timeout=20)
        old = websocket.create_connection(f"ws://127.0.0.1:{port}", timeout=20)
        old.send("capture")
        picture = old.recv()
        old.close()
        return picture

    async with living(device, Capture81(device, "127.0.0.1", port, None).live, port):
        picture = await trio.to_thread.run_sync(capture, limiter=LIMITER)
    assert len(picture) == 80_000


async def test_capture81_pings_first_and_may_say_nothing_at_all(
    device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    device = device_of(Fault("silent", at_s=0, for_s=10))
    camera = Capture81(device, "127.0.0.1", 1, None)
    ours, theirs = memory_stream_pair()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(camera._serve, ours)
        await theirs.send_all(
            b"GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        answer = bytes(await theirs.receive_some(4_096))
        if not answer.endswith(b"\x89\x00"):
            answer += bytes(await theirs.receive_some(4_096))
        assert answer.endswith(b"\r\n\r\n\x89\x00")
        capture = b"\x81\x87\x00\x00\x00\x00capture"
        await theirs.send_all(capture)
        with trio.move_on_after(20) as patience:
            await theirs.receive_some(1)
        assert patience.cancelled_caught
        await theirs.send_all(capture)
        assert (await theirs.receive_some(4))[:4] == b"\x82\x7e\x13\x88"
        nursery.cancel_scope.cancel()
    assert device.status.drops["silent"] == 1


@pytest.mark.sockets
async def test_esphome_and_tasmota_answer_other_peoples_clients(device_of: "DeviceOf") -> None:
    port = free_port()
    device = device_of(size=9_000)
    async with living(device, Esphome(device, "127.0.0.1", port, 20.0).live, port + 1):
        _, headers, jpeg = await get(f"http://127.0.0.1:{port + 1}/")
        assert (headers["content-length"], len(jpeg)) == ("9000", 9_000)
    device, port = device_of(size=9_000), free_port()
    async with living(device, Tasmota(device, "127.0.0.1", port, 20.0).live, port):
        _, headers, jpeg = await get(f"http://127.0.0.1:{port}/snapshot.jpg")
        assert "content-length" not in headers
        assert len(jpeg) == 9_000
        answer = await get(f"http://127.0.0.1:{port}/cm?cmnd=WcResolution%209")
        assert answer[2] == b'{"WcResolution":9}'
        _, headers, _ = await get(f"http://127.0.0.1:{port + 1}/", 10_000)
        assert "e8b8c539" in headers["content-type"]


@pytest.mark.sockets
async def test_m5_tells_how_it_is_held(device_of: "DeviceOf") -> None:
    port = free_port()
    device = device_of(size=9_000)
    async with living(device, M5(device, "127.0.0.1", port, 20.0).live, port):
        assert len((await get(f"http://127.0.0.1:{port}/api/v1/capture"))[2]) == 9_000
        url = f"ws://127.0.0.1:{port}/api/v1/ws/imu_data"
        async with open_websocket_url(url) as client:
            reading = json.loads(await client.get_message())
    assert list(reading) == ["ax", "ay", "az", "gx", "gy", "gz", "mx", "my", "mz"]


@pytest.mark.sockets
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (None, "ESP32_CAMERA:127.0.0.1:{port}"),
        ("bad-port-reply", "ESP32_CAMERA:127.0.0.1:http"),
        ("foreign-address", "ESP32_CAMERA:169.254.169.254:{port}"),
        ("newline-reply", "ESP32_CAMERA:127.0.0.1:{port}\r\n"),
    ],
)
async def test_multicam_announces_itself_and_answers_the_question(
    kind: str | None, words: str, device_of: "DeviceOf"
) -> None:
    port, question_port = free_port(), free_port()
    device = device_of(*([Fault(kind)] if kind else []))  # type: ignore[arg-type]
    with trio.socket.socket(trio.socket.AF_INET, trio.socket.SOCK_DGRAM) as bridge:
        await bridge.bind(("127.0.0.1", 0))
        answer_port = bridge.getsockname()[1]
        discovery = Discovery("127.0.0.1", question_port, answer_port, "127.0.0.1", port)
        server = CameraServer(device, "127.0.0.1", port, 5.0)
        async with living(device, Multicam(device, server, discovery).live, port):
            expected = words.format(port=port).encode()
            assert (await bridge.recvfrom(1_024))[0] == expected
            await bridge.sendto(b"DISCOVER_CAMERAS", ("127.0.0.1", question_port))
            assert (await bridge.recvfrom(1_024))[0] == expected
    assert device.status.notes["questions"] == 1
