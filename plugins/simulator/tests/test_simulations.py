"""Simulations inside the bridge: who starts them, how long they last, what they may be called."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

import msgspec
import pytest
import trio
import trio.testing
from trio.testing import MockClock

import bridge_simulator.workshop  # noqa: F401 - loaded here, so that no thread is needed.
from bridge.api import (
    Admission,
    AdmissionRefused,
    CallRefused,
    Claim,
    DeviceHealth,
    Reading,
    Role,
    grants_for,
    hookimpl,
)
from bridge.app.assembly import Bridge
from bridge.app.settings import parse_settings
from bridge.hub.directory import Arrival
from bridge.model.commands import Ack, AckStage, Call
from bridge.model.values import JsonScalar
from bridge.plugin.loader import record_of
from bridge.testing.fakes import FakeDeviceLink, TrioClock
from bridge.transport.calls import final_ack, place_call
from bridge_simulator import plugin
from bridge_simulator.simulation_list import MAX_SIMULATIONS, TOPIC, SimulationList
from bridge_simulator.simulations import GRACE_S


def peer(name: str, role: Role = Role.GAME) -> Admission:
    return Admission(name, name, role, grants_for(role, name))


class Stage:
    """A bridge in memory, and games that come and go."""

    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge
        self.game = self.come("quiz")

    def come(self, name: str, role: Role = Role.GAME) -> Admission:
        admission = peer(name, role)
        self.bridge.sessions.peers.enter(admission)
        return admission

    def go(self, admission: Admission) -> None:
        self.bridge.sessions.peers.leave(admission)

    async def ask(self, who: Admission, method: str, **args: JsonScalar) -> JsonScalar:
        ack = await self.call(who, "bridge", method, **args)
        if ack.stage is not AckStage.APPLIED:
            raise CallRefused(ack.code, ack.text)
        return ack.value

    async def call(self, who: Admission, target: str, method: str, **args: JsonScalar) -> Ack:
        return await final_ack(self.bridge.sessions, who, Call("1", target, method, args))

    def listed(self) -> SimulationList:
        sample = self.bridge.hub.latest(TOPIC)
        assert sample is not None
        assert isinstance(sample.value, SimulationList)
        return sample.value

    def ids(self) -> list[str]:
        return [simulation.id for simulation in self.listed().simulations]

    def outputs(self, device: str) -> dict[str, JsonScalar]:
        sample = self.bridge.hub.latest(f"device/{device}/health")
        assert sample is not None
        assert isinstance(sample.value, DeviceHealth)
        return sample.value.settings

    def is_online(self, device: str) -> bool:
        state = self.bridge.directory.state(device)
        return state is not None and state.online


@hookimpl
def _keep_name(claim: Claim) -> Admission | None:
    if claim.id == "vault":
        raise AdmissionRefused("vault has a key, and this peer has none")
    return None


def locks() -> ModuleType:
    """Return a plugin that knows a device with a key."""
    module = ModuleType("bridge_locks.plugin")
    vars(module)["bridge_authenticate"] = _keep_name
    return module


@asynccontextmanager
async def open_stage() -> AsyncIterator[Stage]:
    with TemporaryDirectory() as folder:
        records = [record_of("simulator", plugin), record_of("locks", locks())]
        bridge = Bridge(parse_settings("", "test"), records, TrioClock(), Path(folder))
        async with trio.open_nursery() as nursery:
            await nursery.start(bridge.desk.run)
            await nursery.start(bridge.calls.run)
            for supervisor in bridge.supervisors:
                await nursery.start(supervisor.run)
            yield Stage(bridge)
            nursery.cancel_scope.cancel()


async def test_a_camera_tells_of_its_pictures_before_anybody_watches() -> None:
    async with open_stage() as stage:
        device = await stage.ask(stage.game, "start_simulation", name="camera")
        state = stage.bridge.directory.state(str(device))
        assert state is not None
        assert f"device/{device}/camera/jpeg" in state.topics


async def test_a_board_is_there_when_it_was_started_and_says_that_it_is_simulated(
    autojump_clock: MockClock,
) -> None:
    async with open_stage() as stage:
        assert await stage.ask(stage.game, "start_simulation", name="pad") == "pad-1"
        state = stage.bridge.directory.state("pad-1")
        assert state is not None
        assert (state.online, state.transport, state.dialect) == (True, "local", "simulator")
        assert state.sdk.startswith("gamebridge-simulator/")
        (listed,) = stage.listed().simulations
        assert (listed.id, listed.scenario, listed.started_by) == ("pad-1", "pad", "quiz")
        assert (listed.games, listed.is_kept) == (1, False)


async def test_its_inputs_are_steered_by_the_bridge_and_read_by_topics(
    autojump_clock: MockClock,
) -> None:
    async with open_stage() as stage:
        await stage.ask(stage.game, "start_simulation", name="pad")
        with stage.bridge.hub.subscribe(["device/pad-1/input/*"], name="test"):
            args: dict[str, JsonScalar] = {"device": "pad-1", "input": "axis-y", "value": -0.5}
            assert await stage.ask(stage.game, "set_simulated_input", **args) == -0.5
            await trio.sleep(0.1)
            sample = stage.bridge.hub.latest("device/pad-1/input/axis-y")
            assert sample is not None
            assert sample.value == Reading(-0.5)
            age_us = stage.bridge.clock.now_us() - sample.captured_us
            assert 0 <= age_us < 110_000
        args["value"] = 7
        with pytest.raises(CallRefused, match=r"axis-y = 7\.0: expected -1 to 1"):
            await stage.ask(stage.game, "set_simulated_input", **args)
        with pytest.raises(CallRefused, match="has not been seen"):
            await stage.ask(stage.game, "set_simulated_input", **{**args, "device": "pad-7"})


async def test_outputs_of_a_simulated_board_go_back_like_those_of_a_real_one(
    autojump_clock: MockClock,
) -> None:
    async with open_stage() as stage:
        await stage.ask(stage.game, "start_simulation", name="pad")
        call = Call("1", "pad-1", "set", {"vibration": 1.0})
        session = object()
        place_call(stage.bridge.sessions, stage.game, call, lambda _ack: None, holder=session)
        await trio.sleep(0.5)
        assert stage.outputs("pad-1")["vibration"] == 1.0
        stage.bridge.safe_stop.release(session)
        await trio.sleep(0.5)
        assert stage.outputs("pad-1")["vibration"] == 0.0


async def test_a_simulation_ends_a_little_after_the_last_game_that_asked_has_left(
    autojump_clock: MockClock,
) -> None:
    async with open_stage() as stage:
        other = stage.come("other")
        await stage.ask(stage.game, "start_simulation", name="pad")
        await stage.ask(other, "start_simulation", name="pad", id="pad-1")
        stage.go(stage.game)
        await trio.sleep(GRACE_S * 3)
        assert stage.is_online("pad-1")
        stage.go(other)
        await trio.sleep(GRACE_S - 1)
        assert stage.is_online("pad-1")
        await trio.sleep(1.1)
        assert not stage.is_online("pad-1")
        assert stage.ids() == []


async def test_a_game_that_is_started_anew_finds_its_devices_as_they_were(
    autojump_clock: MockClock,
) -> None:
    async with open_stage() as stage:
        await stage.ask(stage.game, "start_simulation", name="pad")
        stage.go(stage.game)
        await trio.sleep(GRACE_S / 2)
        again = stage.come("quiz-2")
        assert await stage.ask(again, "start_simulation", name="pad") == "pad-1"
        await trio.sleep(GRACE_S * 2)
        assert stage.ids() == ["pad-1"]


async def test_asking_twice_gives_the_same_device_and_another_game_its_own(
    autojump_clock: MockClock,
) -> None:
    async with open_stage() as stage:
        other = stage.come("other")
        asked = [
            await stage.ask(who, "start_simulation") for who in (stage.game, stage.game, other)
        ]
        assert asked == ["pad-1", "pad-1", "pad-2"]


@pytest.mark.parametrize("is_by_http", [True, False])
async def test_what_an_operator_or_a_request_started_stays(
    autojump_clock: MockClock, *, is_by_http: bool
) -> None:
    async with open_stage() as stage:
        who = peer("script") if is_by_http else stage.come("boss", Role.OPERATOR)
        await stage.ask(who, "start_simulation")
        stage.go(who)
        await trio.sleep(GRACE_S * 3)
        assert stage.is_online("pad-1")
        assert stage.listed().simulations[0].is_kept


async def test_stopping_is_for_whoever_started_it_and_for_operators(
    autojump_clock: MockClock,
) -> None:
    async with open_stage() as stage:
        other, boss = stage.come("other"), stage.come("boss", Role.OPERATOR)
        await stage.ask(stage.game, "start_simulation")
        with pytest.raises(CallRefused, match="started by quiz: an operator may") as refused:
            await stage.ask(other, "stop_simulation", id="pad-1")
        assert refused.value.code == "forbidden"
        assert await stage.ask(stage.game, "stop_simulation", id="pad-1") == "pad-1"
        await trio.testing.wait_all_tasks_blocked()
        assert not stage.is_online("pad-1")
        await stage.ask(stage.game, "start_simulation")
        await stage.ask(boss, "stop_simulation", id="pad-1")
        assert stage.ids() == []
        with pytest.raises(CallRefused, match="the bridge simulates none"):
            await stage.ask(boss, "stop_simulation", id="pad-1")


async def test_a_game_that_stops_what_another_still_wants_only_lets_go(
    autojump_clock: MockClock,
) -> None:
    async with open_stage() as stage:
        other = stage.come("other")
        await stage.ask(stage.game, "start_simulation")
        await stage.ask(other, "start_simulation", id="pad-1")
        await stage.ask(stage.game, "stop_simulation", id="pad-1")
        assert stage.listed().simulations[0].games == 1
        assert stage.is_online("pad-1")


async def test_there_is_room_for_so_many(autojump_clock: MockClock) -> None:
    async with open_stage() as stage:
        for number in range(MAX_SIMULATIONS):
            await stage.ask(stage.game, "start_simulation", id=f"p{number}")
        with pytest.raises(CallRefused, match="8 devices are simulated already") as refused:
            await stage.ask(stage.game, "start_simulation", id="one-more")
        assert refused.value.code == "too_many_simulations"


async def test_all_starts_one_of_each_kind(autojump_clock: MockClock) -> None:
    async with open_stage() as stage:
        assert await stage.ask(stage.game, "start_simulation", name="all") == "cam-1,pad-1,cam-2"
        scenarios = [simulation.scenario for simulation in stage.listed().simulations]
        assert scenarios == ["camera", "pad", "tag-table"]
        again = await stage.ask(stage.game, "start_simulation", name="all")
        assert again == "cam-1,pad-1,cam-2"


@pytest.mark.parametrize(
    ("args", "code", "text"),
    [
        ({"name": "drone"}, "no_such_scenario", "there are camera, cube, grid, tag-table, pad"),
        ({"name": "all", "id": "x"}, "out_of_range", "all names its devices itself"),
        ({"id": "Pad 1"}, "out_of_range", "device id 'Pad 1'"),
        ({"id": "lamp"}, "name_taken", "lamp is here already"),
        ({"id": "vault"}, "name_taken", "vault has a key"),
    ],
)
async def test_what_cannot_be_started_is_refused(
    autojump_clock: MockClock, args: dict[str, JsonScalar], code: str, text: str
) -> None:
    async with open_stage() as stage:
        stage.bridge.directory.join(Arrival("lamp", "Lamp", "ws", ""), FakeDeviceLink())
        with pytest.raises(CallRefused, match=text) as refused:
            await stage.ask(stage.game, "start_simulation", **args)
        assert refused.value.code == code


async def test_names_that_are_taken_are_passed_over(autojump_clock: MockClock) -> None:
    async with open_stage() as stage:
        stage.bridge.directory.join(Arrival("pad-1", "Pad", "ws", ""), FakeDeviceLink())
        assert await stage.ask(stage.game, "start_simulation") == "pad-2"


async def test_a_real_device_takes_its_name_and_the_simulation_is_over(
    autojump_clock: MockClock,
) -> None:
    async with open_stage() as stage:
        await stage.ask(stage.game, "start_simulation")
        link = FakeDeviceLink()
        stage.bridge.directory.join(Arrival("pad-1", "Pad", "ws", "192.0.2.7"), link)
        await trio.sleep(60)
        assert not link.is_replaced
        assert stage.ids() == []
        state = stage.bridge.directory.state("pad-1")
        assert state is not None
        assert (state.online, state.transport) == (True, "ws")


async def test_a_rebooted_board_comes_back(autojump_clock: MockClock) -> None:
    async with open_stage() as stage:
        await stage.ask(stage.game, "start_simulation")
        assert (await stage.call(stage.game, "pad-1", "reboot")).stage is AckStage.APPLIED
        await trio.sleep(0.5)
        assert not stage.is_online("pad-1")
        await trio.sleep(5)
        assert stage.is_online("pad-1")


async def test_a_tag_is_placed_by_the_bridge(autojump_clock: MockClock) -> None:
    async with open_stage() as stage:
        await stage.ask(stage.game, "start_simulation", name="tag-table")
        args: dict[str, JsonScalar] = {"device": "cam-1", "tag_id": 5, "x": 0.5, "y": 0.25}
        assert await stage.ask(stage.game, "place_simulated_tag", **args) == 5
        with pytest.raises(CallRefused, match="tag_id = 600: expected"):
            await stage.ask(stage.game, "place_simulated_tag", **{**args, "tag_id": 600})
        await stage.ask(stage.game, "start_simulation", name="cube")
        with pytest.raises(CallRefused, match="place-tag"):
            await stage.ask(stage.game, "place_simulated_tag", **{**args, "device": "cam-2"})


def test_the_list_travels_as_plain_values() -> None:
    assert msgspec.to_builtins(SimulationList()) == {"simulations": (), "most": 8}
