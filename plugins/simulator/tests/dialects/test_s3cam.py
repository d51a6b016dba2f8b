"""An s3cam registers, sends pictures in its three ways, obeys, and goes wrong on demand."""

import json
from typing import TYPE_CHECKING

import pytest
import trio
from trio.testing import MockClock

from bridge_simulator.dialects.foreign_device import ForeignDevice, live
from bridge_simulator.dialects.library import Target
from bridge_simulator.dialects.s3cam import S3cam
from bridge_simulator.dialects.s3cam_commands import S3camState, c_integer, obey
from bridge_simulator.dialects.s3cam_pictures import chunk_bytes
from bridge_simulator.faults import Fault
from bridge_simulator.features import CameraSettings

if TYPE_CHECKING:
    from plugins.simulator.tests.dialects.conftest import DeviceOf, MemoryServer, Visit, Words

XGA = CameraSettings(framesize="XGA", quality=15)
TARGET = Target("bridge", 6972)


def start(nursery: trio.Nursery, device: ForeignDevice, server: "MemoryServer") -> None:
    s3cam = S3cam(device, TARGET, 20, server.open_stream)
    nursery.start_soon(live, device, s3cam.live)


async def said(server: "MemoryServer", device: ForeignDevice, count: int) -> "Words":
    """Return the first messages of a device."""
    async with trio.open_nursery() as nursery:
        start(nursery, device, server)
        words = await (await server.visits.receive()).until(count)
        nursery.cancel_scope.cancel()
    return words


def kinds(words: "Words") -> list[str | int]:
    return [json.loads(x)["type"] if isinstance(x, str) else len(x) for x in words]


async def answers(visit: "Visit", command: str, val: object) -> dict[str, object]:
    """Give a command; return the response."""
    before = len(visit.heard)
    message = {"type": "command", "cmd": command, "val": val, "timestamp": 1.5}
    await visit.connection.send_message(json.dumps(message))
    while True:
        for word in visit.heard[before:]:
            if isinstance(word, str) and '"response"' in word:
                found: dict[str, object] = json.loads(word)
                return found
        before = len(visit.heard)
        await visit.until(before + 1)


async def test_it_registers_and_tells_about_itself(
    server: "MemoryServer", device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    register, info, health = (await said(server, device_of(settings=XGA), 3))[:3]
    assert register == '{"type":"register","device":"camera"}'
    assert isinstance(info, str)
    assert info.startswith('{"type":"info","resolutions":"0:QQVGA(160x120),1:QCIF(176x144),')
    assert info.endswith('12:QXGA(2048x1536)","mode":"Estabilidad","fps":20}')
    told = json.loads(health)
    assert list(told) == [
        *("type", "frames", "dropped", "heap", "minHeap", "rssi"),
        *("uptime", "ip", "model", "resolution", "quality"),
    ]
    assert (told["model"], told["resolution"]) == ("OV3660", "XGA (1024x768)")
    assert told["quality"] == 15


async def test_handshake_reaches_a_server_of_other_people(
    server: "MemoryServer", device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    async with trio.open_nursery() as nursery:
        start(nursery, device_of(settings=XGA), server)
        visit = await server.visits.receive()
        nursery.cancel_scope.cancel()
    assert visit.request.path == "/"
    assert ("origin", b"file://") in [(n.decode().lower(), v) for n, v in visit.request.headers]


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (10_000, [10_000, 10_000]),
        (10_001, ["frame_start", 10_001, "frame_end", "frame_start"]),
        (30_000, ["frame_start", 30_000, "frame_end", "frame_start"]),
        (48_211, ["img_start", *[1024] * 47, 83, "img_end", "img_start"]),
    ],
)
async def test_pictures_are_sent_by_their_size(
    size: int,
    expected: list[str | int],
    server: "MemoryServer",
    device_of: "DeviceOf",
    autojump_clock: MockClock,
) -> None:
    words = await said(server, device_of(size=size, settings=XGA), 3 + len(expected))
    assert kinds(words[3:]) == expected


async def test_image_header_tells_size_chunks_and_pixels(
    server: "MemoryServer", device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    words = await said(server, device_of(size=48_211, settings=XGA), 53)
    assert words[3] == (
        '{"type":"img_start","id":0,"size":48211,"chunks":48,"chunkSize":1024,'
        '"width":1024,"height":768}'
    )
    assert words[52] == '{"type":"img_end","id":0,"size":48211,"success":true}'
    assert b"".join(x for x in words[4:52] if isinstance(x, bytes))[-2:] == b"\xff\xd9"


async def test_big_picture_takes_as_long_as_the_rests_between_its_chunks(
    server: "MemoryServer", device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    async with trio.open_nursery() as nursery:
        start(nursery, device_of(size=60_000, settings=XGA), server)
        visit = await server.visits.receive()
        await visit.until(64)
        nursery.cancel_scope.cancel()
    assert visit.times_s[63] - visit.times_s[3] == pytest.approx(0.15 + 59 * 0.03)


async def test_health_comes_every_ten_seconds(
    server: "MemoryServer", device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    async with trio.open_nursery() as nursery:
        start(nursery, device_of(settings=XGA), server)
        visit = await server.visits.receive()
        await trio.sleep(31)
        nursery.cancel_scope.cancel()
    assert kinds(visit.heard).count("health") == 4


@pytest.mark.parametrize(
    ("command", "val", "status", "value"),
    [
        ("resolution", "5", "ok", "5 (VGA (640x480))"),
        ("resolution", "13", "error", "valor no válido (0-12)"),
        ("resolution", "7", "error", "sin cambios"),
        ("quality", "5", "ok", "5"),
        ("quality", "4", "error", "valor no válido (5-63)"),
        ("fps", "12", "ok", "12 (actual: 0.0)"),
        ("fps", "31", "error", "valor no válido (1-30)"),
        ("mode", "velocidad", "ok", "Velocidad"),
        ("mode", "1", "ok", "Estabilidad"),
        ("brightness", "-2", "ok", "-2"),
        ("hmirror", "on", "ok", "on"),
        ("vflip", "0", "ok", "off"),
        ("exposure", "true", "ok", "on"),
        ("flash", "1", "error", "comando desconocido"),
    ],
)
async def test_command_is_answered_in_its_language(
    device_of: "DeviceOf", command: str, val: str, status: str, value: str
) -> None:
    state = S3camState(device_of(settings=XGA).eye, 7, 20)
    reply = obey(state, command, val)
    assert (reply.is_ok, reply.value) == (status == "ok", value)


async def test_number_as_value_reads_as_nothing(
    server: "MemoryServer", device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    device = device_of(settings=XGA)
    async with trio.open_nursery() as nursery:
        start(nursery, device, server)
        visit = await server.visits.receive()
        answer = await answers(visit, "quality", 20)
        assert (answer["status"], answer["value"]) == ("error", "valor no válido (5-63)")
        assert device.status.complaints["val of quality is no string"] == 1
        assert (await answers(visit, "quality", "20"))["value"] == "20"
        nursery.cancel_scope.cancel()
    assert device.eye.settings.quality == 20


async def test_stats_send_health_before_the_response(
    server: "MemoryServer", device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    async with trio.open_nursery() as nursery:
        start(nursery, device_of(settings=XGA), server)
        visit = await server.visits.receive()
        await visit.until(10)
        await answers(visit, "stats", "")
        found = [kind for kind in kinds(visit.heard[3:]) if isinstance(kind, str)]
        nursery.cancel_scope.cancel()
    assert found[:2] == ["health", "response"]


async def test_reboot_says_so_and_leaves_the_old_connection_half_open(
    server: "MemoryServer", device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    device = device_of(settings=XGA)
    async with trio.open_nursery() as nursery:
        start(nursery, device, server)
        first = await server.visits.receive()
        await answers(first, "quality", "40")
        assert (await answers(first, "reboot", ""))["value"] == "reiniciando"
        second = await server.visits.receive()
        await second.until(3)
        assert any(isinstance(x, str) and "Dispositivo reiniciando..." in x for x in first.heard)
        assert not first.end.is_set()
        assert json.loads(second.heard[2])["quality"] == 15
        nursery.cancel_scope.cancel()
    assert device.status.reboots == 1


async def test_restart_leaves_half_an_image_before_the_whole_one(
    server: "MemoryServer", device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    device = device_of(Fault("restart-mid-image"), size=48_211, settings=XGA)
    found = kinds(await said(server, device, 3 + 25 + 50))[3:]
    assert found[:25] == ["img_start", *[1024] * 24]
    assert found[25:] == ["img_start", *[1024] * 47, 83, "img_end"]


async def test_end_may_be_missing_while_the_fault_lasts(
    server: "MemoryServer", device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    device = device_of(Fault("no-img-end"), size=48_211, settings=XGA)
    assert kinds(await said(server, device, 3 + 50))[52] == "img_start"


async def test_stall_holds_an_image_up_in_the_middle(
    server: "MemoryServer", device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    device = device_of(Fault("stall", at_s=1, for_s=30), size=48_211, settings=XGA)
    async with trio.open_nursery() as nursery:
        start(nursery, device, server)
        visit = await server.visits.receive()
        await visit.until(53)
        nursery.cancel_scope.cancel()
    gaps = [b - a for a, b in zip(visit.times_s, visit.times_s[1:], strict=False)]
    assert 29 < max(gaps[3:]) <= 30.1


async def test_desync_lets_the_next_header_fall_into_the_payload(
    server: "MemoryServer", device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    device = device_of(Fault("desync", at_s=2, for_s=0.2), size=9_000, settings=XGA)
    async with trio.open_nursery() as nursery:
        start(nursery, device, server)
        first = await server.visits.receive()
        second = await server.visits.receive()
        await second.until(5)
        nursery.cancel_scope.cancel()
    assert device.status.drops["torn"] >= 1
    # Either the mixture reads as a frame that is none, or as a picture that is none.
    pictures = [x for x in first.heard if isinstance(x, bytes)]
    assert first.end.is_set() or any(x[-2:] != b"\xff\xd9" for x in pictures)


async def test_radio_that_fails_leaves_a_half_open_connection_and_comes_back(
    server: "MemoryServer", device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    device = device_of(Fault("wifi", at_s=5, for_s=20), settings=XGA)
    async with trio.open_nursery() as nursery:
        start(nursery, device, server)
        first = await server.visits.receive()
        second = await server.visits.receive()
        await second.until(3)
        assert trio.current_time() >= 25
        assert not first.end.is_set()
        nursery.cancel_scope.cancel()
    assert device.status.connects == 2


async def test_it_comes_back_three_seconds_after_the_bridge_hung_up(
    server: "MemoryServer", device_of: "DeviceOf", autojump_clock: MockClock
) -> None:
    async with trio.open_nursery() as nursery:
        start(nursery, device_of(settings=XGA), server)
        first = await server.visits.receive()
        await first.until(3)
        await first.connection.aclose()
        ended_s = trio.current_time()
        await server.visits.receive()
        assert trio.current_time() - ended_s == pytest.approx(3, abs=0.3)
        nursery.cancel_scope.cancel()


@pytest.mark.parametrize(
    ("size", "mode", "expected"),
    [
        (100_000, "Estabilidad", 1_024),
        (100_001, "Estabilidad", 2_048),
        (400_001, "Estabilidad", 12_288),
        (30_001, "Velocidad", 2_048),
        (200_001, "Velocidad", 12_288),
        (400_001, "Velocidad", 24_576),
    ],
)
def test_chunks_grow_with_the_picture(size: int, mode: str, expected: int) -> None:
    assert chunk_bytes(size, mode) == expected


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("-2x", -2), ("", 0), ("on", 0)])
def test_numbers_are_read_as_in_c(text: str, number: int) -> None:
    assert c_integer(text) == number
