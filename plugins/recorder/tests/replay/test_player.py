"""A replay from its beginning to its end, with a clock that jumps."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import trio
from hypothesis import given, settings
from hypothesis import strategies as st
from trio.testing import MockClock, wait_all_tasks_blocked

from bridge.api import FLAG_DISCONTINUITY, Call, Sample
from bridge_recorder.replay.player import LATE_US, STALL_US
from bridge_recorder.replay.values import ReplayWish
from plugins.recorder.tests.replay.conftest import Script, Theatre, build_theatre, replay_hub

Build = Callable[[Script], Path]


@pytest.fixture
def save(tmp_path: Path) -> Build:
    return lambda script: script.save(tmp_path)


def ten_pictures() -> Script:
    script = Script().presence(0).press(1, 10)
    for n in range(10):
        script.picture(n, n * 100 + 50)
        if n == 5:
            script.press(2, 560)
    return script


@asynccontextmanager
async def playing(path: Path, **request: object) -> AsyncIterator[Theatre]:
    show = build_theatre(path, None, None, **request)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(show.run)
        yield show
        nursery.cancel_scope.cancel()


async def settle(seconds: float = 0) -> None:
    """Let time pass, and everybody do what is due."""
    await trio.sleep(seconds)
    await wait_all_tasks_blocked()


@pytest.mark.parametrize("speed", [0.1, 1.0, 10.0])
async def test_samples_come_in_their_order_and_relative_times(
    save: Build, autojump_clock: MockClock, speed: float
) -> None:
    show = build_theatre(save(ten_pictures()), speed=speed)
    await show.run()
    cam = show.cam
    assert cam.said() == [1.0, *(f"jpeg {n}" for n in range(6)), 2.0,
                          *(f"jpeg {n}" for n in range(6, 10))]  # fmt: skip
    times = [seen.at_us for seen in cam.seen]
    wanted = [10, 50, 150, 250, 350, 450, 550, 560, 650, 750, 850, 950]
    first = times[0]
    for at_us, ms in zip(times, wanted, strict=True):
        assert abs(at_us - first - (ms - 10) * 1000 / speed) <= 2
    assert cam.left == "the recording ended"
    assert show.player.status().state == "ended"


async def test_at_speed_one_samples_are_as_old_as_they_were(
    save: Build, autojump_clock: MockClock
) -> None:
    show = build_theatre(save(Script().picture(1, 50, age_ms=12).picture(2, 90, age_ms=30)))
    await show.run()
    ages = [
        seen.at_us - picture.times.captured_us
        for seen, picture in zip(show.cam.seen, show.cam.pictures(), strict=True)
        if picture.times.captured_us is not None
    ]
    assert [round(age, -2) for age in ages] == [12_000, 30_000]


async def test_what_a_stage_made_comes_after_its_picture_and_is_not_thrown_away(
    save: Build, autojump_clock: MockClock
) -> None:
    # The last one bears the time of the first picture, and came after the second.
    script = Script().picture(1, 10).picture(2, 40).press(5, 10)
    show = build_theatre(save(script))
    await show.run()
    assert show.cam.said() == ["jpeg 1", "jpeg 2", 5.0]


async def test_a_paused_replay_stands_until_it_goes_on(
    save: Build, autojump_clock: MockClock
) -> None:
    async with playing(save(ten_pictures())) as show:
        await settle(0.3)
        show.player.obey(ReplayWish(paused=True))
        seen = list(show.cam.said())
        await settle(100)
        assert show.cam.said() == seen
        status = show.player.status()
        assert (status.state, status.paused) == ("paused", True)
        assert status.position_s == pytest.approx(0.3, abs=0.03)
        show.player.obey(ReplayWish(paused=False, speed=50.0))
        await show.player.ended.wait()
        assert show.cam.said()[-1] == "jpeg 9"
        assert show.player.status().speed == 50.0


async def test_a_jump_brings_states_and_the_last_picture_back(
    save: Build, autojump_clock: MockClock
) -> None:
    async with playing(save(ten_pictures()), paused=True) as show:
        await settle(1)
        show.player.obey(ReplayWish(seek_s=0.7))
        await settle(1)
        assert show.cam.said()[-2:] == [2.0, "jpeg 6"]
        assert show.player.status().position_s == 0.7
        before = len(show.cam.seen)
        show.player.obey(ReplayWish(seek_s=0.2))
        await settle(1)
        assert show.cam.said()[before:] == [1.0, "jpeg 1"]
        picture = show.cam.pictures()[-1]
        assert picture.times.flags & FLAG_DISCONTINUITY


async def test_numbers_of_pictures_rise_whatever_is_jumped_to(
    save: Build, autojump_clock: MockClock
) -> None:
    async with playing(save(ten_pictures()), paused=True) as show:
        for place in (0.9, 0.3, 0.6, 0.0, 0.96):
            show.player.obey(ReplayWish(seek_s=place))
            await settle(1)
        numbers = [picture.times.frame_seq or 0 for picture in show.cam.pictures()]
    assert len(numbers) == 5
    assert numbers == sorted(set(numbers))


async def test_a_step_shows_the_next_picture(save: Build, autojump_clock: MockClock) -> None:
    async with playing(save(ten_pictures())) as show:
        await settle(0.2)
        for n in (2, 3, 4, 5, 6):
            show.player.obey(ReplayWish(step=True))
            await settle(1)
            assert show.cam.said()[-1] == f"jpeg {n}"
        assert 2.0 in show.cam.said()
        assert show.player.status().position_s == pytest.approx(0.65)


async def test_without_pictures_a_step_is_one_sample(
    save: Build, autojump_clock: MockClock
) -> None:
    async with playing(save(Script().press(1, 0).press(2, 500).press(3, 900)), paused=True) as show:
        await settle(1)
        assert show.cam.said() == [1.0]
        show.player.obey(ReplayWish(step=True))
        await settle(1)
        assert show.cam.said() == [1.0, 2.0]


async def test_a_loop_begins_anew_and_says_that_it_did(
    save: Build, autojump_clock: MockClock
) -> None:
    async with playing(save(ten_pictures()), loop=True) as show:
        await settle(2.2)
        cam = show.cam
        assert cam.said().count("jpeg 0") == 3
        firsts = [p for p in cam.pictures() if p.payload == b"jpeg 0"]
        assert [bool(p.times.flags & FLAG_DISCONTINUITY) for p in firsts] == [False, True, True]
        assert not cam.left, "a device that was there at the beginning stays"
        show.player.obey(ReplayWish(loop=False))
        await show.player.ended.wait()
        assert str(cam.left) == "the recording ended"


async def test_a_recording_of_one_moment_is_not_looped_as_fast_as_can_be(
    save: Build, autojump_clock: MockClock
) -> None:
    async with playing(save(Script().press(1, 0)), loop=True) as show:
        await settle(10)
        assert 50 <= len(show.cam.seen) <= 110
        show.player.stop("enough")
        await show.player.ended.wait()


async def test_a_device_that_had_not_come_yet_is_gone_after_a_jump_back(
    save: Build, autojump_clock: MockClock
) -> None:
    script = Script().number(1, 0).presence(500).picture(1, 510).number(2, 900)
    async with playing(save(script), start_s=0.8, paused=True) as show:
        await settle(1)
        first = show.cam
        assert (first.presence.name, first.left) == ("Desk", "")
        show.player.obey(ReplayWish(seek_s=0.1))
        await settle(1)
        assert "not joined yet" in first.left
        assert show.player.status().devices == ()


async def test_a_jump_beyond_the_end_goes_to_the_end(
    save: Build, autojump_clock: MockClock
) -> None:
    async with playing(save(ten_pictures()), paused=True) as show:
        show.player.obey(ReplayWish(seek_s=1000))
        await show.player.ended.wait()
        assert show.cam.said()[-1] == "jpeg 9"


async def test_a_replay_that_is_stopped_leaves_nobody(
    save: Build, autojump_clock: MockClock
) -> None:
    async with playing(save(ten_pictures())) as show:
        await settle(0.2)
        show.player.stop("enough")
        show.player.stop("more than enough")
        await show.player.ended.wait()
        assert show.cam.left == "enough"
    assert show.player.reader.stream.closed


async def test_a_bridge_that_ends_leaves_nobody(save: Build, autojump_clock: MockClock) -> None:
    async with playing(save(ten_pictures())) as show:
        await settle(0.2)
    assert show.cam.left == "the bridge is shutting down"


async def test_commands_are_answered_while_nothing_is_due(
    save: Build, autojump_clock: MockClock
) -> None:
    async with playing(save(ten_pictures()), paused=True) as show:
        await settle(1)
        assert show.devices.senders["cam-1"](Call("b1", "cam-1", "reboot"))
        await settle()
        assert "replayed" in str(show.cam.events[-1])


async def test_late_pictures_are_left_out_and_states_are_not(save: Build) -> None:
    script = Script().press(1, 0)
    for n in range(20):
        script.picture(n, 100 + n)
    show = build_theatre(save(script.press(2, 300)))
    show.player.timeline.since_us -= LATE_US + 200_000
    show.player.outlet.open(show.player.reader.index.channels)
    for number in range(len(show.player.reader.index.chunks)):
        for message in show.player.reader.read(number):
            show.player._publish_in_time(message, message.log_time)
    assert show.cam.said() == [1.0, 2.0]
    assert show.player.outlet.left_out == {"late": 20}
    assert show.player.stalls == 0
    show.player.reader.stream.close()


async def test_after_a_standstill_everything_is_later_and_nothing_is_lost(save: Build) -> None:
    show = build_theatre(save(ten_pictures()))
    show.player.timeline.since_us -= STALL_US + 5_000_000
    show.player.outlet.open(show.player.reader.index.channels)
    messages = [m for n in range(10) for m in show.player.reader.read(n)]
    show.player._publish_in_time(messages[2], messages[2].log_time)
    assert show.cam.said() == ["jpeg 0"]
    assert show.player.stalls == 1
    wait_us = show.player.timeline.wait_us(messages[3].log_time, show.hub.clock.now_us())
    assert wait_us is not None
    assert wait_us > 50_000
    assert "had to wait 1 times" in show.player.status().note
    show.player.reader.stream.close()


async def test_a_file_that_cannot_be_read_on_ends_the_replay_with_the_reason(
    save: Build, autojump_clock: MockClock
) -> None:
    async with playing(save(ten_pictures()), paused=True) as show:
        await settle(1)

        def fail(_number: int) -> tuple[()]:
            raise OSError(5, "Input/output error")

        show.player.reader = _Broken(show.player.reader, fail)  # type: ignore[assignment]
        show.player.obey(ReplayWish(seek_s=0, paused=False))
        await show.player.ended.wait()
        status = show.player.status()
    assert (status.state, status.note) == ("failed", "the disk failed: Input/output error")
    assert show.cam.left == "the disk failed: Input/output error"


class _Broken:
    """A reader whose disk is gone."""

    def __init__(self, reader: object, read: object) -> None:
        self._reader = reader
        self.read = read

    def __getattr__(self, name: str) -> object:
        return getattr(self._reader, name)


async def test_damaged_parts_are_told(save: Build, autojump_clock: MockClock) -> None:
    path = save(ten_pictures())
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"jpeg 5")] ^= 0xFF
    path.write_bytes(raw)
    show = build_theatre(path)
    await show.run()
    assert "1 damaged parts are left out" in show.player.status().note
    assert "jpeg 6" in show.cam.said()


scripts = st.lists(
    st.tuples(st.sampled_from(["picture", "press", "number"]), st.integers(0, 300)),
    min_size=1,
    max_size=25,
)


@settings(max_examples=15, deadline=None)
@given(scripts, st.sampled_from([0.1, 0.7, 1.0, 10.0, 50.0]))
def test_the_same_file_at_the_same_speed_gives_the_same_samples_in_the_same_order(
    parts: list[tuple[str, int]], speed: float
) -> None:
    with TemporaryDirectory() as folder:
        script, at_ms = Script(), 0
        for number, (kind, gap_ms) in enumerate(parts):
            at_ms += gap_ms
            getattr(script, kind)(number, at_ms)
        path = script.save(Path(folder))
        runs = [trio.run(_play, path, speed, clock=MockClock(autojump_threshold=0.01))
                for _ in range(2)]  # fmt: skip
    assert runs[0] == runs[1]
    assert len(runs[0]) == len(parts)


async def _play(path: Path, speed: float) -> list[str]:
    hub = replay_hub()
    show = build_theatre(path, hub, speed=speed)
    heard: list[str] = []

    def hear(sample: Sample) -> bool:
        heard.append(str(sample.value))
        return True

    with hub.subscribe(["x/**"], name="test") as numbers:
        numbers.attach(hear, lambda: None)
        await show.run()
    said = [str(what) for device in show.devices.all for what in device.said()]
    assert show.player.outlet.left_out == {}
    return said + heard
