"""Cameras of every firmware, pulled in memory."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
import trio
from trio.testing import MockClock

from bridge.api import AckStage, Call
from bridge_sources.address import AddressPolicy
from bridge_sources.camera_http import HttpCamera
from bridge_sources.http_client import CameraHttp
from bridge_sources.records import SourceFailed, SourceKind, SourceRecord
from plugins.sources.tests.cameras import (
    CameraWebServer,
    EsphomeSnapshot,
    EsphomeStream,
    Firmware,
    Network,
    OnePort,
    Scripted,
    Streamer,
    Tasmota,
    TasmotaStream,
    bare_nursery,
    on_network,
)
from plugins.sources.tests.outlets import FakeOutlet
from plugins.sources.tests.pictures import build_jpeg

HOST = "192.168.1.50"
Board = dict[int, Firmware]


def cameraserver() -> Board:
    camera = CameraWebServer()
    return {80: camera, 81: Streamer(camera)}


def software_encoder() -> Board:
    camera = CameraWebServer()
    camera.is_chunked = True
    return {80: camera, 81: Streamer(camera)}


def easytarget() -> Board:
    camera = CameraWebServer()
    camera.values["lamp"] = 0
    stream = Streamer(camera)
    stream.path = "/"
    return {80: camera, 81: stream}


def esphome() -> Board:
    return {8080: EsphomeStream(), 8081: EsphomeSnapshot()}


def tasmota() -> Board:
    return {80: Tasmota(), 81: TasmotaStream()}


def one_port(snapshot: str, stream: str) -> Callable[[], Board]:
    return lambda: {80: OnePort(snapshot, stream)}


BOARDS: list[tuple[SourceKind, Callable[[], Board]]] = [
    ("cameraserver", cameraserver),
    ("cameraserver", software_encoder),
    ("multicam", cameraserver),
    ("easytarget", easytarget),
    ("esphome", esphome),
    ("tasmota", tasmota),
    ("m5", one_port("/api/v1/capture", "/api/v1/stream")),
    ("esp32cam", one_port("/cam-hi.jpg", "/cam.mjpeg")),
    ("eloquent", one_port("/jpeg", "/mjpeg")),
    ("mjpeg", one_port("", "/")),
    ("snapshot", one_port("/", "")),
]


@dataclass
class Pulled:
    """A camera, what it tells and where it is."""

    camera: HttpCamera
    outlet: FakeOutlet
    network: Network


@asynccontextmanager
async def pulled(
    kind: SourceKind, board: Board, *, runs: bool = True, hz: float = 0.0
) -> AsyncGenerator[Pulled]:
    outlet = FakeOutlet(SourceRecord(name="cam", host=HOST, kind=kind, hz=hz))
    outlet.is_wanted = hz > 0
    async with on_network(board) as network, bare_nursery() as nursery:
        http = CameraHttp(AddressPolicy(["192.168.1.0/24"]), network.dial)
        camera = HttpCamera(http, outlet, lambda: 1.0)
        if runs:
            nursery.start_soon(camera.run)
        yield Pulled(camera, outlet, network)


@pytest.mark.parametrize(("kind", "board"), BOARDS)
async def test_pictures_come_while_somebody_looks(
    kind: SourceKind, board: Callable[[], Board], autojump_clock: MockClock
) -> None:
    async with pulled(kind, board()) as p:
        await p.outlet.wait_answers(1)
        assert p.outlet.pictures == []
        p.outlet.want(wanted=True)
        await p.outlet.wait_pictures(5)
        assert p.outlet.pictures[0].startswith(b"\xff\xd8")
        assert len(set(p.outlet.pictures)) == 5
        assert p.outlet.faults == []


@pytest.mark.parametrize(("kind", "board"), BOARDS)
async def test_one_picture_can_be_had_of_a_source_that_rests(
    kind: SourceKind, board: Callable[[], Board], autojump_clock: MockClock
) -> None:
    async with pulled(kind, board(), runs=False) as p:
        assert await p.camera.snapshot() == build_jpeg(seed=1)


async def test_snapshot_comes_from_the_stream_that_runs(autojump_clock: MockClock) -> None:
    board = cameraserver()
    async with pulled("cameraserver", board) as p:
        p.outlet.want(wanted=True)
        await p.outlet.wait_pictures(1)
        assert await p.camera.snapshot() in p.outlet.pictures
        assert "/capture" not in board[80].paths()
        assert board[81].most_connections == 1


async def test_stream_ends_when_nobody_looks_and_comes_again(autojump_clock: MockClock) -> None:
    board = cameraserver()
    async with pulled("cameraserver", board) as p:
        for _ in range(2):
            p.outlet.want(wanted=True)
            await p.outlet.wait_pictures(len(p.outlet.pictures) + 3)
            p.outlet.want(wanted=False)
            await trio.sleep(1)
            assert board[81].open_connections == 0
        assert len(board[81].requests) == 2


async def test_camera_without_a_stream_is_polled(autojump_clock: MockClock) -> None:
    board: Board = {80: CameraWebServer(), 81: Scripted(b"HTTP/1.1 404 Not Found\r\n\r\n")}
    async with pulled("cameraserver", board) as p:
        p.outlet.want(wanted=True)
        await p.outlet.wait_pictures(11)
        assert len(board[81].requests) == 1
        assert p.outlet.fault_codes() == ["no_stream"]
        start_s = trio.current_time()
        await p.outlet.wait_pictures(21)
        assert trio.current_time() - start_s == pytest.approx(2.0, abs=0.01)


async def test_camera_whose_stream_port_is_closed_is_polled_until_it_opens(
    autojump_clock: MockClock,
) -> None:
    board: Board = {80: CameraWebServer()}
    async with pulled("multicam", board) as p:
        p.outlet.want(wanted=True)
        await p.outlet.wait_pictures(10)
        p.network.cameras[81] = stream = Streamer(board[80])
        await trio.sleep(61)
        assert len(stream.requests) == 1
        assert p.outlet.faults == []


async def test_answer_that_is_no_stream_is_polled_instead(autojump_clock: MockClock) -> None:
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>"
    async with pulled("cameraserver", {80: CameraWebServer(), 81: Scripted(page)}) as p:
        p.outlet.want(wanted=True)
        await p.outlet.wait_pictures(2)
        assert p.outlet.fault_codes() == ["no_stream"]


async def test_stream_that_stalls_is_left_and_tried_again(autojump_clock: MockClock) -> None:
    board = cameraserver()
    stream = board[81]
    assert isinstance(stream, Streamer)
    stream.stalls_after = 3
    async with pulled("cameraserver", board) as p:
        p.outlet.want(wanted=True)
        await p.outlet.wait_faults(1)
        assert trio.current_time() >= 10
        assert "silent for 10 s" in p.outlet.faults[0]
        stream.stalls_after = 0
        stream._slot = trio.Lock()
        await p.outlet.wait_pictures(10)
        assert len(stream.requests) == 2


async def test_stream_that_ends_is_asked_for_again(autojump_clock: MockClock) -> None:
    board = cameraserver()
    stream = board[81]
    assert isinstance(stream, Streamer)
    stream.ends_after = 4
    async with pulled("cameraserver", board) as p:
        p.outlet.want(wanted=True)
        await p.outlet.wait_pictures(12)
        assert len(stream.requests) == 3
        assert "broken answer" in p.outlet.faults[0]


async def test_only_texts_are_no_stream_for_ever(autojump_clock: MockClock) -> None:
    class OnlyTexts(EsphomeStream):
        async def send_part(self, stream: trio.abc.Stream, jpeg: bytes) -> None:
            await trio.sleep(5)
            self.frames = 0
            await super().send_part(stream, jpeg)

    async with pulled("esphome", {8080: OnlyTexts(), 8081: EsphomeSnapshot()}) as p:
        p.outlet.want(wanted=True)
        await p.outlet.wait_faults(1)
        assert "no picture came for 30 s" in p.outlet.faults[0]
        assert set(p.outlet.fault_codes()) == {"text_part"}


async def test_camera_that_is_away_is_tried_with_growing_pauses(autojump_clock: MockClock) -> None:
    board = cameraserver()
    board[80].is_dead = board[81].is_dead = True
    async with pulled("cameraserver", board) as p:
        times = []
        for number in range(1, 8):
            await p.outlet.wait_faults(number)
            times.append(round(trio.current_time()))
        assert times == [0, 1, 3, 7, 15, 31, 61]
        assert "Connection refused" in p.outlet.faults[0]
        board[80].is_dead = board[81].is_dead = False
        await p.outlet.wait_answers(1)


async def test_place_that_another_holds_is_waited_for(autojump_clock: MockClock) -> None:
    board = cameraserver()
    stream = board[81]
    assert isinstance(stream, Streamer)
    await stream._slot.acquire()
    async with pulled("cameraserver", board) as p:
        p.outlet.want(wanted=True)
        await p.outlet.wait_faults(2)
        assert "only place" in p.outlet.faults[0]
        # The camera answers on its other port, which does not make the pauses short.
        assert trio.current_time() >= 21
        stream._slot.release()
        await p.outlet.wait_pictures(3)


async def test_rate_thins_a_stream_out_and_counts(autojump_clock: MockClock) -> None:
    board = cameraserver()
    async with pulled("cameraserver", board, hz=10) as p:
        await p.outlet.wait_pictures(1)
        await trio.sleep(10)
        assert 95 <= len(p.outlet.pictures) <= 105
        passed = p.outlet.fault_codes().count("decimated")
        assert passed + len(p.outlet.pictures) == board[80].frames
        assert passed > 500


async def test_rate_sets_how_often_a_picture_is_asked_for(autojump_clock: MockClock) -> None:
    async with pulled("snapshot", one_port("/", "")(), hz=0.5) as p:
        await p.outlet.wait_pictures(1)
        await trio.sleep(20.5)
        assert len(p.outlet.pictures) == 11


async def test_framesize_is_learned_from_the_stream(autojump_clock: MockClock) -> None:
    board = cameraserver()
    camera = board[80]
    assert isinstance(camera, CameraWebServer)
    camera.values["framesize"], camera.size_px = 10, (640, 480)
    async with pulled("cameraserver", board) as p:
        p.outlet.want(wanted=True)
        await p.outlet.wait_pictures(1)
        assert p.outlet.settings()["numbering"] == "2024-11"
        assert p.outlet.feature("quality").maximum == 63
        assert p.outlet.times[0] is not None


async def test_commands_work_while_the_stream_runs(autojump_clock: MockClock) -> None:
    async with pulled("cameraserver", cameraserver()) as p:
        p.outlet.want(wanted=True)
        await p.outlet.wait_pictures(1)
        assert p.camera.send_call(Call("7", "cam", "set", {"resolution": "800x600"}))
        await p.outlet.wait_acks(1)
        assert p.outlet.acks[0].stage is AckStage.APPLIED
        assert p.outlet.acks[0].value == "800x600"
        assert (await p.camera.status())["framesize"] == 9


@pytest.mark.parametrize(
    ("kind", "answer", "text"),
    [
        ("snapshot", b"HTTP/1.1 200 OK\r\n\r\n<html>", "no whole JPEG"),
        ("mjpeg", b"HTTP/1.1 200 OK\r\n\r\n<html>", "no stream of pictures"),
        ("mjpeg", b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x\r\n\r\n", "without a picture"),
        ("snapshot", b"HTTP/1.1 500 Oops\r\n\r\n", "answered 500"),
    ],
)
async def test_snapshot_that_cannot_be_had_says_why(
    kind: SourceKind, answer: bytes, text: str
) -> None:
    async with pulled(kind, {80: Scripted(answer)}, runs=False) as p:
        with pytest.raises(SourceFailed, match=text):
            await p.camera.snapshot()


async def test_stream_without_pictures_gives_no_snapshot(autojump_clock: MockClock) -> None:
    head = b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x;boundary=b\r\n\r\n"

    class Stalled(Scripted):
        async def answer(self, stream: trio.abc.Stream, path: str) -> None:
            await super().answer(stream, path)
            await trio.sleep_forever()

    async with pulled("mjpeg", {80: Stalled(head)}, runs=False) as p:
        with pytest.raises(SourceFailed, match="within 10 s"):
            await p.camera.snapshot()
