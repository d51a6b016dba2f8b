"""A capture81 camera as a source, in memory, with time that jumps."""

import pytest
import trio

from bridge.api import AckStage, Call, FaultFound, Interest, JsonScalar
from bridge_sources.camera_capture81 import CAPTURE, Capture81Camera
from bridge_sources.capture_link import capture_once
from bridge_sources.records import SourceFailed, SourceRecord
from plugins.sources.tests.capture81.conftest import (
    BIG_JPEG,
    CLOSE,
    JPEG,
    PING,
    PONG,
    TEXT,
    Bench,
    Board,
    FakeOutlet,
    frame,
)


def camera_of(
    bench: Bench, outlet: FakeOutlet | None = None, interest: Interest | None = None
) -> Capture81Camera:
    return Capture81Camera(outlet or FakeOutlet(), bench.open, interest, random=lambda: 1.0)


async def run(nursery: trio.Nursery, camera: Capture81Camera) -> None:
    nursery.start_soon(camera.run)
    await trio.testing.wait_all_tasks_blocked()


def with_rate(hz: float) -> FakeOutlet:
    return FakeOutlet(SourceRecord(name="Porch", host="192.168.1.50", kind="capture81", hz=hz))


async def test_a_snapshot_asks_once_and_the_connection_stays(
    autojump_clock: trio.testing.MockClock, nursery: trio.Nursery
) -> None:
    bench, outlet = Bench(nursery, Board()), FakeOutlet()
    camera = camera_of(bench, outlet)
    await run(nursery, camera)
    assert [await camera.snapshot(), await camera.snapshot()] == [JPEG, JPEG]
    assert bench.dials == 1
    texts = [a for a in bench.board.asked if a.opcode == TEXT]
    assert [(a.payload, a.is_final) for a in texts] == [(b"capture", True)] * 2
    assert [jpeg for jpeg, _ in outlet.shown] == [JPEG, JPEG]
    assert outlet.features == (CAPTURE,)


async def test_the_handshake_asks_for_no_subprotocol_and_names_the_port(
    autojump_clock: trio.testing.MockClock,
    nursery: trio.Nursery,
) -> None:
    bench = Bench(nursery, Board())
    await camera_of(bench).snapshot()
    (head,) = bench.board.handshakes
    assert head.startswith(b"GET / HTTP/1.1\r\n")
    assert b"Host: 192.168.1.50:81" in head
    assert b"Protocol" not in head
    assert b"Extensions" not in head


async def test_a_stopped_source_gives_a_snapshot_and_hangs_up_properly(
    autojump_clock: trio.testing.MockClock,
    nursery: trio.Nursery,
) -> None:
    bench = Bench(nursery, Board())
    assert await camera_of(bench).snapshot() == JPEG
    await trio.testing.wait_all_tasks_blocked()
    assert bench.board.asked[-1].opcode == CLOSE


async def test_many_who_ask_at_once_share_one_picture(
    autojump_clock: trio.testing.MockClock, nursery: trio.Nursery
) -> None:
    bench, outlet = Bench(nursery, Board()), FakeOutlet()
    camera = camera_of(bench, outlet)
    await run(nursery, camera)
    async with trio.open_nursery() as askers:
        for _ in range(20):
            askers.start_soon(camera.snapshot)
    assert len(outlet.shown) == 1


async def test_a_picture_says_when_it_was_asked_for(
    autojump_clock: trio.testing.MockClock, nursery: trio.Nursery
) -> None:
    bench, outlet = Bench(nursery, Board()), FakeOutlet()
    await trio.sleep(5)
    camera = camera_of(bench, outlet)
    await run(nursery, camera)
    await camera.snapshot()
    (_, times) = outlet.shown[0]
    assert times is not None
    assert times.captured_us == 5_000_000


@pytest.mark.parametrize("greeting", [b"", frame(PING), frame(TEXT, b"Connected"), frame(PING) * 3])
async def test_whatever_the_board_says_first_is_fine(
    autojump_clock: trio.testing.MockClock, nursery: trio.Nursery, greeting: bytes
) -> None:
    bench = Bench(nursery, Board(pictures=[BIG_JPEG], greeting=greeting))
    assert await camera_of(bench).snapshot() == BIG_JPEG


@pytest.mark.parametrize("size", [65_534, 65_535, 65_536, 1_000_000])
async def test_pictures_of_awkward_sizes_come_whole(
    autojump_clock: trio.testing.MockClock, nursery: trio.Nursery, size: int
) -> None:
    picture = b"\xff\xd8" + bytes(size - 4) + b"\xff\xd9"
    bench = Bench(nursery, Board(pictures=[picture]))
    camera = camera_of(bench)
    await run(nursery, camera)
    assert [await camera.snapshot(), await camera.snapshot()] == [picture, picture]
    assert bench.dials == 1


@pytest.mark.parametrize("piece_bytes", [0, 1, 2, 7, 1000])
async def test_a_conversation_cut_anywhere_means_the_same(
    autojump_clock: trio.testing.MockClock, nursery: trio.Nursery, piece_bytes: int
) -> None:
    board = Board(
        pictures=[JPEG, b"rubbish", JPEG],
        greeting=frame(PING, b"hello") + frame(TEXT, b"Connected"),
        piece_bytes=piece_bytes,
    )
    camera = camera_of(Bench(nursery, board), outlet := FakeOutlet())
    await run(nursery, camera)
    assert await camera.snapshot() == JPEG
    with pytest.raises(SourceFailed, match="7 bytes that are no JPEG"):
        await camera.snapshot()
    assert await camera.snapshot() == JPEG
    codes = [event.code for event in outlet.events if isinstance(event, FaultFound)]
    assert codes == ["unexpected_text", "not_a_picture"]
    said = [(a.opcode, a.payload) for a in board.asked]
    assert said == [(PONG, b"hello"), *[(TEXT, b"capture")] * 3]


async def test_silence_fails_after_ten_seconds_and_the_connection_stays(
    autojump_clock: trio.testing.MockClock,
    nursery: trio.Nursery,
) -> None:
    bench, outlet = Bench(nursery, Board(pictures=[None, JPEG])), FakeOutlet()
    camera = camera_of(bench, outlet)
    await run(nursery, camera)
    began_s = trio.current_time()
    with pytest.raises(SourceFailed, match="Porch: it sent no picture within 10 s"):
        await camera.snapshot()
    assert trio.current_time() - began_s == pytest.approx(10)
    assert "Porch" in outlet.faults[0]
    assert await camera.snapshot() == JPEG
    assert bench.dials == 1


async def test_a_board_that_is_gone_is_connected_to_again(
    autojump_clock: trio.testing.MockClock, nursery: trio.Nursery
) -> None:
    bench = Bench(nursery, Board(pictures=[None], is_deaf=True))
    camera = camera_of(bench)
    await run(nursery, camera)
    with pytest.raises(SourceFailed, match="no picture"):
        await camera.snapshot()
    with pytest.raises(SourceFailed, match="no sign of life for 15 s"):
        await camera.snapshot()
    bench.board.pictures, bench.board.is_deaf = [JPEG], False
    assert await camera.snapshot() == JPEG
    assert bench.dials == 2


async def test_reconnecting_takes_longer_each_time_and_a_wish_shortens_it(
    autojump_clock: trio.testing.MockClock,
    nursery: trio.Nursery,
) -> None:
    bench, outlet = Bench(nursery, Board()), FakeOutlet()
    bench.is_off = True
    camera = camera_of(bench, outlet)
    await run(nursery, camera)
    await trio.sleep(300)
    assert 10 < bench.dials < 20
    assert "Porch: cannot connect (Connection refused)" in outlet.faults
    bench.is_off = False
    began_s = trio.current_time()
    assert await camera.snapshot() == JPEG
    assert trio.current_time() - began_s <= 1.0


async def test_asking_a_camera_that_is_off_fails_with_the_reason(
    autojump_clock: trio.testing.MockClock, nursery: trio.Nursery
) -> None:
    bench = Bench(nursery, Board())
    bench.is_off = True
    camera = camera_of(bench)
    with pytest.raises(SourceFailed, match="Porch: cannot connect"):
        await camera.snapshot()
    await run(nursery, camera)
    with pytest.raises(SourceFailed, match="Porch: cannot connect"):
        await camera.snapshot()


async def test_a_rate_takes_pictures_in_step(
    autojump_clock: trio.testing.MockClock, nursery: trio.Nursery
) -> None:
    bench, outlet = Bench(nursery, Board()), with_rate(2.0)
    nursery.start_soon(camera_of(bench, outlet).run)
    await trio.sleep(9.9)
    assert len(outlet.shown) == 20


async def test_a_board_that_hangs_up_loses_one_picture_at_most(
    autojump_clock: trio.testing.MockClock, nursery: trio.Nursery
) -> None:
    bench, outlet = Bench(nursery, Board(hangs_up_after=3)), with_rate(1.0)
    nursery.start_soon(camera_of(bench, outlet).run)
    await trio.sleep(30)
    assert len(outlet.shown) >= 15
    assert bench.dials >= 5
    assert "closed the connection" in outlet.faults[0]


async def test_each_viewer_that_begins_to_look_gets_one_picture(
    autojump_clock: trio.testing.MockClock, nursery: trio.Nursery
) -> None:
    bench, outlet = Bench(nursery, Board()), FakeOutlet()
    interest = Interest("device/porch/camera/jpeg")
    nursery.start_soon(camera_of(bench, outlet, interest).run)
    await trio.sleep(1)
    assert outlet.shown == []
    for count, pictures in ((1, 1), (2, 2), (1, 2), (0, 2), (1, 3)):
        interest.update(count, 0.0)
        await trio.sleep(1)
        assert len(outlet.shown) == pictures


async def test_who_looked_before_the_camera_was_there_gets_a_picture(
    autojump_clock: trio.testing.MockClock,
    nursery: trio.Nursery,
) -> None:
    bench, outlet = Bench(nursery, Board()), FakeOutlet()
    interest = Interest("device/porch/camera/jpeg")
    interest.update(1, 0.0)
    bench.is_off = True
    nursery.start_soon(camera_of(bench, outlet, interest).run)
    await trio.sleep(5)
    bench.is_off = False
    await trio.sleep(30)
    assert len(outlet.shown) == 1


async def test_the_command_capture_is_answered_by_the_picture(
    autojump_clock: trio.testing.MockClock, nursery: trio.Nursery
) -> None:
    bench, outlet = Bench(nursery, Board(pictures=[JPEG, None])), FakeOutlet()
    camera = camera_of(bench, outlet)
    await run(nursery, camera)
    for name in ("1", "2"):
        assert camera.send_call(Call(name, "porch", "capture"))
        await trio.sleep(11)
    assert camera.send_call(Call("3", "porch", "set", {"quality": 12}))
    stages = [(ack.id, ack.stage, ack.code) for ack in outlet.acks]
    assert stages == [
        ("1", AckStage.APPLIED, ""),
        ("2", AckStage.REJECTED, "no_picture"),
        ("3", AckStage.REJECTED, "unknown_method"),
    ]
    assert outlet.acks[0].value == len(JPEG)


async def test_too_many_commands_find_no_room(
    autojump_clock: trio.testing.MockClock, nursery: trio.Nursery
) -> None:
    camera = camera_of(Bench(nursery, Board(pictures=[None])))
    await run(nursery, camera)
    taken = [camera.send_call(Call(str(n), "porch", "capture")) for n in range(70)]
    assert (taken.count(True), taken[-1]) == (64, False)
    with pytest.raises(SourceFailed, match="others wait"):
        await camera.snapshot()


async def test_an_asker_who_leaves_is_forgotten(
    autojump_clock: trio.testing.MockClock, nursery: trio.Nursery
) -> None:
    camera = camera_of(Bench(nursery, Board(pictures=[None])))
    await run(nursery, camera)
    with trio.move_on_after(1):
        await camera.snapshot()
    assert camera._waiting == []


async def test_something_else_on_that_port_is_said_so(
    autojump_clock: trio.testing.MockClock, nursery: trio.Nursery
) -> None:
    bench = Bench(nursery, Board(status=b"404 Not Found"))
    with pytest.raises(SourceFailed, match="answered 404 where a WebSocket was asked for"):
        await camera_of(bench).snapshot()


async def test_a_picture_without_end_is_cut_before_it_is_stored(
    autojump_clock: trio.testing.MockClock, nursery: trio.Nursery
) -> None:
    bench = Bench(nursery, Board(pictures=[b"\xff\xd8" + bytes(6_000_000)]))
    with pytest.raises(SourceFailed, match="Porch"):
        await camera_of(bench).snapshot()


async def test_what_is_passed_over_is_counted(
    autojump_clock: trio.testing.MockClock, nursery: trio.Nursery
) -> None:
    board = Board(pictures=[JPEG, b"rubbish"], greeting=frame(TEXT, b"Hello"))
    camera = camera_of(Bench(nursery, board), outlet := FakeOutlet())
    await run(nursery, camera)
    await camera.snapshot()
    with pytest.raises(SourceFailed, match="no JPEG"):
        await camera.snapshot()
    codes = [event.code for event in outlet.events if isinstance(event, FaultFound)]
    assert codes == ["unexpected_text", "not_a_picture"]


class FakeFront:
    """The board's web server."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.looks = 0

    def send_call(self, call: Call) -> bool:
        self.calls.append(call)
        return True

    async def run(self) -> None:
        await trio.sleep_forever()

    async def status(self) -> dict[str, JsonScalar]:
        await trio.lowlevel.checkpoint()
        return {"framesize": 13}

    async def look_once(self) -> None:
        await trio.lowlevel.checkpoint()
        self.looks += 1


async def test_the_web_server_beside_it_has_status_and_settings(
    autojump_clock: trio.testing.MockClock, nursery: trio.Nursery
) -> None:
    bench, front = Bench(nursery, Board(hangs_up_after=1)), FakeFront()
    camera = Capture81Camera(FakeOutlet(), bench.open, front=front, random=lambda: 1.0)
    await run(nursery, camera)
    assert await camera.status() == {"framesize": 13}
    assert camera.send_call(Call("1", "porch", "set", {"quality": 12}))
    assert [call.id for call in front.calls] == ["1"]
    for _ in range(3):
        await camera.snapshot()
        await trio.sleep(5)
    assert bench.dials >= 3
    assert front.looks == 1


async def test_without_a_web_server_there_is_no_status(
    autojump_clock: trio.testing.MockClock, nursery: trio.Nursery
) -> None:
    with pytest.raises(SourceFailed, match="Porch: it has no web server"):
        await camera_of(Bench(nursery, Board())).status()


async def test_stopping_lets_go_of_who_waits_and_starting_again_works(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async with trio.open_nursery() as nursery:
        bench = Bench(nursery, Board(pictures=[None]))
        camera = camera_of(bench)
        results: list[str] = []

        async def ask() -> None:
            with pytest.raises(SourceFailed, match="the source was stopped"):
                await camera.snapshot()
            results.append("told")

        for _ in range(2):
            async with trio.open_nursery() as inner:
                inner.start_soon(camera.run)
                await trio.testing.wait_all_tasks_blocked()
                nursery.start_soon(ask)
                await trio.sleep(1)
                inner.cancel_scope.cancel()
            await trio.testing.wait_all_tasks_blocked()
        assert results == ["told", "told"]
        nursery.cancel_scope.cancel()


async def test_one_capture_needs_no_source(
    autojump_clock: trio.testing.MockClock, nursery: trio.Nursery
) -> None:
    bench = Bench(nursery, Board())
    stream = await bench.open()
    assert await capture_once(stream, "cam:81", lambda: 0, "cam") == JPEG
