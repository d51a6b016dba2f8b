"""What a board does on a link: it tells what is wanted and new, obeys, and switches off."""

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
import trio
from trio.testing import MockClock

from bridge.api import DeviceHealth, Reading
from bridge.client import ClientClosed
from bridge_simulator.device_clock import TrueClock
from bridge_simulator.faults import Fault
from bridge_simulator.pad import VirtualPad
from bridge_simulator.pad_features import PAD_FEATURES
from bridge_simulator.settings import PadOptions

if TYPE_CHECKING:
    from plugins.simulator.tests.conftest import FakeBridge

BUTTON, STICK, TILT = (f"device/pad-1/input/{name}" for name in ("button-a", "axis-x", "accel"))
HEALTH = "device/pad-1/health"


def build_pad(bridge: "FakeBridge", *faults: Fault, has_autopilot: bool = False) -> VirtualPad:
    options = PadOptions("pad-1", faults=faults, has_autopilot=has_autopilot)
    return VirtualPad(options, bridge.open_uplink, TrueClock())


def values(bridge: "FakeBridge", topic: str) -> list[object]:
    found: list[object] = []
    for arrival in bridge.arrivals[topic]:
        assert isinstance(arrival.parcel.value, Reading)
        found.append(arrival.parcel.value.value)
    return found


def outputs(bridge: "FakeBridge") -> dict[str, object]:
    value = bridge.arrivals[HEALTH][-1].parcel.value
    assert isinstance(value, DeviceHealth)
    return dict(value.settings)


async def run_for(pad: VirtualPad, seconds: float) -> None:
    with trio.move_on_after(seconds):
        await pad.run()


async def test_nothing_is_sent_while_nobody_listens(
    autojump_clock: MockClock, fake_bridge: "FakeBridge"
) -> None:
    await run_for(build_pad(fake_bridge, has_autopilot=True), 5)
    assert not [topic for topic in fake_bridge.arrivals if "/input/" in topic]


async def test_what_moves_is_told_sixty_times_a_second_and_only_what_is_wanted(
    autojump_clock: MockClock, fake_bridge: "FakeBridge"
) -> None:
    fake_bridge.want(TILT)
    await run_for(build_pad(fake_bridge, has_autopilot=True), 2.005)
    assert 118 <= len(values(fake_bridge, TILT)) <= 122
    assert not fake_bridge.arrivals[STICK]


async def test_what_rests_is_repeated_once_a_second(
    autojump_clock: MockClock, fake_bridge: "FakeBridge"
) -> None:
    fake_bridge.want(BUTTON, TILT)
    await run_for(build_pad(fake_bridge), 3.5)
    assert values(fake_bridge, BUTTON) == [False] * 4
    assert values(fake_bridge, TILT) == [(0.0, 0.0, 9.81)] * 4


async def test_a_press_shorter_than_a_turn_is_told(
    nursery: trio.Nursery, autojump_clock: MockClock, fake_bridge: "FakeBridge"
) -> None:
    fake_bridge.want(BUTTON)
    nursery.start_soon(build_pad(fake_bridge).run)
    await trio.sleep(0.1)
    assert await fake_bridge.call("steer", **{"button-a": True}) == ("applied", True)
    assert await fake_bridge.call("steer", **{"button-a": False}) == ("applied", False)
    await trio.sleep(0.1)
    assert values(fake_bridge, BUTTON) == [False, True, False]


async def test_a_person_ends_the_script(
    nursery: trio.Nursery, autojump_clock: MockClock, fake_bridge: "FakeBridge"
) -> None:
    fake_bridge.want(STICK)
    nursery.start_soon(build_pad(fake_bridge, has_autopilot=True).run)
    await trio.sleep(0.5)
    outcome = await fake_bridge.call("steer", **{"axis-x": 0.7, "axis-y": 0.1})
    assert outcome == ("applied", '{"axis-x": 0.7, "axis-y": 0.1}')
    await trio.sleep(10)
    assert set(values(fake_bridge, STICK)[-8:]) == {0.7}


async def test_outputs_are_set_and_told_at_once(
    nursery: trio.Nursery, autojump_clock: MockClock, fake_bridge: "FakeBridge"
) -> None:
    nursery.start_soon(build_pad(fake_bridge).run)
    await trio.sleep(1)
    assert outputs(fake_bridge) == {"led": 0, "led-color": 0, "vibration": 0.0, "servo": 0.0}
    colour = {"led-color": 0xFF8000, "vibration": 0.4}
    assert (await fake_bridge.call("set", **colour))[0] == "applied"
    await trio.sleep(0.2)
    assert outputs(fake_bridge) == {"led": 0, "servo": 0.0, **colour}
    refused = await fake_bridge.call("set", vibration=1.5)
    assert refused == ("out_of_range", "vibration = 1.5: expected a number from 0 to 1")


async def test_outputs_that_change_all_the_time_are_told_ten_times_a_second(
    nursery: trio.Nursery, autojump_clock: MockClock, fake_bridge: "FakeBridge"
) -> None:
    nursery.start_soon(build_pad(fake_bridge).run)
    await trio.sleep(1)
    before = len(fake_bridge.arrivals[HEALTH])
    for step in range(100):
        await fake_bridge.call("set", led=step)
        await trio.sleep(0.01)
    assert 8 <= len(fake_bridge.arrivals[HEALTH]) - before <= 12


@pytest.mark.parametrize(("away_s", "led"), [(0.5, 200), (30.0, 0)])
async def test_a_board_that_was_alone_for_long_has_switched_itself_off(
    nursery: trio.Nursery,
    autojump_clock: MockClock,
    fake_bridge: "FakeBridge",
    away_s: float,
    led: int,
) -> None:
    nursery.start_soon(build_pad(fake_bridge).run)
    await trio.sleep(1)
    await fake_bridge.call("set", led=200)
    fake_bridge.refusal = ClientClosed(1006, "no bridge here") if away_s > 2 else None
    fake_bridge.lost.set()
    await trio.sleep(away_s)
    fake_bridge.refusal = None
    await trio.sleep(60)
    assert outputs(fake_bridge)["led"] == led


async def test_a_reboot_forgets_outputs_and_a_stall_is_silence(
    autojump_clock: MockClock, fake_bridge: "FakeBridge"
) -> None:
    fake_bridge.want(TILT)
    pad = build_pad(
        fake_bridge, Fault("stall", at_s=1, for_s=2), Fault("reboot", at_s=5), has_autopilot=True
    )
    await run_for(pad, 8)
    times_s = [arrival.at_s for arrival in fake_bridge.arrivals[TILT]]
    gaps = [after - before for before, after in pairwise(times_s)]
    assert sorted(round(gap, 1) for gap in gaps if gap > 0.1) == [1.2, 2.0]
    assert [identity.boot for identity, _ in fake_bridge.hellos] == ["1-0", "1-1"]


async def test_readings_are_lost_and_late_as_the_script_says(
    autojump_clock: MockClock, fake_bridge: "FakeBridge"
) -> None:
    fake_bridge.want(TILT)
    faults = (Fault("loss", rate=0.25), Fault("delay", delay_ms=100, jitter_ms=20))
    pad = build_pad(fake_bridge, *faults, has_autopilot=True)
    await run_for(pad, 4)
    assert 30 <= pad.status.drops["loss"] <= 90
    sent = [(a.parcel.device_us, a.at_s) for a in fake_bridge.arrivals[TILT]]
    late_s = [at_s - sent[0][1] - (device - sent[0][0]) / 1e6 for device, at_s in sent]
    assert sent == sorted(sent)
    assert 0.02 < max(late_s) - min(late_s) < 0.1


def test_every_output_has_a_safe_value_and_every_input_a_name() -> None:
    kinds = {feature.kind for feature in PAD_FEATURES}
    assert kinds == {"input", "output", "action"}
    assert all(f.default is not None for f in PAD_FEATURES if f.kind == "output")
