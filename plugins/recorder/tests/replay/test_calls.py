"""Recording and replaying by calls to the bridge."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import pytest
import trio

from bridge.api import (
    Admission,
    CallRefused,
    CallRegistry,
    Grant,
    JsonScalar,
    Role,
    Verb,
    grants_for,
    parse_pattern,
)
from bridge_recorder.calls import RecorderCalls
from plugins.recorder.tests.replay.conftest import RECORDING_ID, House, Script

BuildHouse = Callable[[], House]


def peer(name: str, role: Role = Role.GAME) -> Admission:
    return Admission(name, name, role, grants_for(role, name))


QUIZ, RACE, BOSS = peer("quiz"), peer("race"), peer("boss", Role.OPERATOR)
# Somebody who may read whatever it names, so that what is wrong is found further in.
READER = Admission("r", "r", Role.GAME, (Grant(Verb.SUBSCRIBE, parse_pattern("**")),))


class Counter:
    """Where peers call."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.registry = CallRegistry("recorder")
        RecorderCalls(house.recorder, house.replays, house.devices).register(self.registry)

    async def call(self, who: Admission, method: str, **args: JsonScalar) -> JsonScalar:
        _plugin, found = self.registry.find(method)
        return await found.prepare(who, args)()

    async def refusal(self, who: Admission, method: str, **args: JsonScalar) -> str:
        with pytest.raises(CallRefused) as caught:
            await self.call(who, method, **args)
        return caught.value.code

    def running(self) -> list[str]:
        return [status.id for status in self.house.recorder.active()]


@asynccontextmanager
async def counter(build: BuildHouse) -> AsyncIterator[Counter]:
    house = build()
    Script().presence(0).picture(1, 10).picture(2, 60_000).save(house.folder)
    async with trio.open_nursery() as nursery:
        await nursery.start(house.recorder.run)
        await nursery.start(house.replays.run)
        yield Counter(house)
        nursery.cancel_scope.cancel()


async def test_a_game_records_and_ends_its_own_recording(build_house: BuildHouse) -> None:
    async with counter(build_house) as desk:
        args: Mapping[str, JsonScalar] = {"name": "Round 1", "topics": "x/**, device/*/tags,"}
        recording = await desk.call(QUIZ, "start_recording", **args)
        (status,) = desk.house.recorder.active()
        assert (status.id, status.name) == (recording, "Round 1")
        assert status.topics == ("x/**", "device/*/tags")
        assert await desk.call(QUIZ, "stop_recording") == recording
        assert desk.running() == []


async def test_the_newest_own_recording_is_ended_first(build_house: BuildHouse) -> None:
    async with counter(build_house) as desk:
        first = await desk.call(QUIZ, "start_recording")
        second = await desk.call(QUIZ, "start_recording")
        await desk.call(RACE, "start_recording")
        assert await desk.call(QUIZ, "stop_recording") == second
        assert await desk.call(QUIZ, "stop_recording", id=str(first)) == first
        assert await desk.refusal(QUIZ, "stop_recording") == "not_running"


async def test_a_game_does_not_end_what_another_has_begun_and_an_operator_may(
    build_house: BuildHouse,
) -> None:
    async with counter(build_house) as desk:
        recording = str(await desk.call(QUIZ, "start_recording"))
        by_http = (await desk.house.recorder.start(())).id
        for found in (recording, by_http):
            assert await desk.refusal(RACE, "stop_recording", id=found) == "forbidden"
            assert await desk.call(BOSS, "stop_recording", id=found) == found
        assert await desk.refusal(BOSS, "stop_recording", id=recording) == "not_running"


async def test_nobody_records_what_they_may_not_read(build_house: BuildHouse) -> None:
    narrow = Admission(
        "n", "n", Role.GAME, (Grant(Verb.SUBSCRIBE, parse_pattern("device/cam-1/**")),)
    )
    async with counter(build_house) as desk:
        assert await desk.refusal(narrow, "start_recording") == "forbidden"
        assert await desk.refusal(narrow, "start_recording", topics="x/**") == "forbidden"
        await desk.call(narrow, "start_recording", topics="device/cam-1/tags")
        assert len(desk.running()) == 1


@pytest.mark.parametrize(
    ("method", "args", "code"),
    [
        ("start_recording", {"topics": "a//b"}, "malformed"),
        ("start_recording", {"topics": "sys/recordings", "name": "<b>"}, "malformed"),
        ("start_replay", {"recording": "nobody"}, "no_such_recording"),
        ("start_replay", {"speed": 51}, "out_of_range"),
        ("control_replay", {}, "no_such_replay"),
        ("control_replay", {"id": "r9"}, "no_such_replay"),
        ("stop_replay", {"id": "r9"}, "no_such_replay"),
    ],
)
async def test_what_cannot_be_done_is_refused_with_its_code(
    build_house: BuildHouse, method: str, args: dict[str, JsonScalar], code: str
) -> None:
    async with counter(build_house) as desk:
        assert await desk.refusal(READER, method, **args) == code


async def test_a_file_that_cannot_be_played_is_refused(build_house: BuildHouse) -> None:
    async with counter(build_house) as desk:
        (desk.house.folder / f"{RECORDING_ID}.mcap").write_bytes(b"damaged from the first byte on")
        assert await desk.refusal(QUIZ, "start_replay") == "unplayable"


async def test_a_game_plays_steers_and_ends_a_recording(build_house: BuildHouse) -> None:
    async with counter(build_house) as desk:
        replays = desk.house.replays
        replay = await desk.call(QUIZ, "start_replay", speed=2, loop=True, start_s=5)
        (status,) = replays.active()
        assert (replay, status.speed, status.loop) == ("r1", 2.0, True)
        assert await desk.call(QUIZ, "control_replay", paused=True, speed=0.5) == "r1"
        (status,) = replays.active()
        assert (status.paused, status.speed) == (True, 0.5)
        assert await desk.call(QUIZ, "stop_replay") == "r1"
        assert replays.active() == []


async def test_a_game_has_no_say_over_the_replays_of_others(build_house: BuildHouse) -> None:
    async with counter(build_house) as desk:
        await desk.call(QUIZ, "start_replay")
        await desk.call(QUIZ, "start_replay")
        assert await desk.refusal(RACE, "control_replay", id="r1", paused=True) == "forbidden"
        assert await desk.refusal(RACE, "stop_replay", id="r1") == "forbidden"
        assert await desk.refusal(RACE, "stop_replay") == "no_such_replay"
        assert await desk.call(BOSS, "control_replay", id="r1", paused=True) == "r1"
        assert await desk.call(QUIZ, "stop_replay") == "r2"
        assert desk.house.replays.active() == []


def test_every_method_is_open_to_games(build_house: BuildHouse) -> None:
    async def look() -> dict[str, str]:
        async with counter(build_house) as desk:
            return {method.name: str(method.role) for _plugin, method in desk.registry}

    assert trio.run(look) == dict.fromkeys(
        ["control_replay", "start_recording", "start_replay", "stop_recording", "stop_replay"],
        "game",
    )
