"""The service: which recording, how many at once, and what everybody is told."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
import trio

from bridge.api import DeviceState
from bridge_recorder.names import UnknownRecording
from bridge_recorder.replay.index import UnplayableRecording
from bridge_recorder.replay.replays import ReplayRefused
from bridge_recorder.replay.values import ReplayRequest, Replays, ReplayStatus, ReplayWish
from plugins.recorder.tests.replay.conftest import House, Script

OLD, NEW = "20270115-080000-0123abcd", "20270116-080000-0123abcd"
BuildHouse = Callable[[], House]


@asynccontextmanager
async def open_house(build_house: BuildHouse) -> AsyncIterator[House]:
    house = build_house()
    minute = Script().presence(0).picture(1, 10).picture(2, 60_000)
    minute.save(house.folder, OLD, "Lesson 1")
    minute.save(house.folder, NEW, "Lesson 2")
    async with trio.open_nursery() as nursery:
        await nursery.start(house.recorder.run)
        await nursery.start(house.replays.run)
        yield house
        nursery.cancel_scope.cancel()


def shown(house: House) -> list[ReplayStatus]:
    """Return what `sys/replays` says."""
    sample = house.hub.latest("sys/replays")
    assert sample is not None
    return list(sample.value_as(Replays).replays)


@pytest.mark.parametrize(
    ("wanted", "found"), [("", NEW), (OLD, OLD), ("Lesson 1", OLD), ("Lesson 2", NEW)]
)
async def test_a_recording_is_named_by_its_id_or_name_or_is_the_newest(
    build_house: BuildHouse, wanted: str, found: str
) -> None:
    async with open_house(build_house) as house:
        status = await house.replays.start(ReplayRequest(wanted))
        assert (status.recording, status.id, status.length_s) == (found, "r1", 60.0)
        assert house.replays.plays(found)


async def test_what_there_is_not_is_refused_with_the_reason(build_house: BuildHouse) -> None:
    async with open_house(build_house) as house:
        with pytest.raises(UnknownRecording, match="Lesson 9"):
            await house.replays.start(ReplayRequest("Lesson 9"))
        with pytest.raises(UnknownRecording):
            await house.replays.start(ReplayRequest("../../etc/passwd"))
        (house.folder / f"{NEW}.mcap").write_bytes(b"nothing of the kind, but long enough")
        with pytest.raises(UnplayableRecording):
            await house.replays.start(ReplayRequest(NEW))
        for path in house.folder.glob("*.mcap"):
            path.unlink()
        with pytest.raises(ReplayRefused, match="make one first"):
            await house.replays.start(ReplayRequest())


async def test_a_recording_that_still_runs_is_not_played(build_house: BuildHouse) -> None:
    async with open_house(build_house) as house:
        running = await house.recorder.start(("x/**",), "Live")
        for wanted in (running.id, "Live"):
            with pytest.raises(ReplayRefused, match="still runs"):
                await house.replays.start(ReplayRequest(wanted))
        assert (await house.replays.start(ReplayRequest())).recording == NEW


async def test_replays_have_a_bound_and_ids_of_their_own(build_house: BuildHouse) -> None:
    async with open_house(build_house) as house:
        mine = await house.replays.start(ReplayRequest(id="mine"))
        with pytest.raises(ReplayRefused, match="choose another id"):
            await house.replays.start(ReplayRequest(id="mine"))
        second = await house.replays.start(ReplayRequest())
        with pytest.raises(ReplayRefused, match="2 replays run already"):
            await house.replays.start(ReplayRequest())
        assert (mine.id, second.id) == ("mine", "r1")


async def test_everybody_is_told_where_a_replay_stands_and_how_it_ended(
    build_house: BuildHouse,
) -> None:
    async with open_house(build_house) as house:
        assert shown(house) == []
        await house.replays.start(ReplayRequest(paused=True))
        (status,) = shown(house)
        assert (status.state, status.paused, status.name) == ("paused", True, "Lesson 2")
        changed = house.replays.control("r1", ReplayWish(speed=2.0, loop=True))
        assert shown(house) == [changed]
        assert (changed.speed, changed.loop) == (2.0, True)
        ended = await house.replays.stop("r1")
        (status,) = shown(house)
        assert status == ended
        assert (status.state, status.note) == ("ended", "the replay was stopped")
        assert house.replays.active() == []


async def test_devices_are_told_under_the_ids_that_they_have(build_house: BuildHouse) -> None:
    async with open_house(build_house) as house:
        house.devices.known = [DeviceState("cam-1", "Real", online=True, since_us=0)]
        await house.replays.start(ReplayRequest())
        with house.hub.subscribe(["sys/replays"], name="test") as updates:
            while True:
                (status,) = (await updates.receive()).value_as(Replays).replays
                if status.devices:
                    break
    (device,) = status.devices
    assert (device.recorded, device.id) == ("cam-1", "cam-1-replay")


async def test_a_replay_that_does_not_run_is_named_with_those_that_do(
    build_house: BuildHouse,
) -> None:
    async with open_house(build_house) as house:
        await house.replays.start(ReplayRequest())
        for work in (lambda: house.replays.find("r9"), lambda: house.replays.control("r9", W)):
            with pytest.raises(ReplayRefused, match="'r9' does not run; running: r1"):
                work()
        with pytest.raises(ReplayRefused):
            await house.replays.stop("r9")


W = ReplayWish()
