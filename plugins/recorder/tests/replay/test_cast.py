"""Recorded devices on the stage again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.api import (
    Ack,
    AckStage,
    Call,
    CommandAcked,
    DeviceState,
    Reading,
    ReadingArrived,
    parse_device_id,
)
from bridge.testing.fakes import FakeClock
from bridge_recorder.replay.cast import Actor, Cast, stand_in_id
from plugins.recorder.tests.replay.conftest import (
    WatchedDevices,
    feature,
    replay_hub,
)

PRESS = ReadingArrived("button", Reading(1))


def recorded(**facts: object) -> DeviceState:
    known: dict[str, object] = {"id": "cam-1", "name": "Desk", "online": True, "since_us": 0}
    return DeviceState(**{**known, **facts})  # type: ignore[arg-type]  # test input


@pytest.fixture
def devices() -> WatchedDevices:
    return WatchedDevices(replay_hub(FakeClock()))  # type: ignore[arg-type]  # any clock


@pytest.fixture
def cast(devices: WatchedDevices) -> Cast:
    return Cast(devices, {"cam-1": Actor("cam-1", ("input/button", "tags"))}, "rec-1")


@given(st.text("abc-_09", min_size=1, max_size=32), st.integers(0, 12))
def test_a_stand_in_has_a_valid_id_that_nobody_has(wanted: str, busy: int) -> None:
    taken: set[str] = set()
    for _ in range(busy + 1):
        chosen = stand_in_id(wanted, taken.__contains__)
        assert parse_device_id(chosen) == chosen
        assert chosen not in taken
        taken.add(chosen)
    assert wanted in taken


def test_the_second_stand_in_is_numbered() -> None:
    taken = {"cam-1", "cam-1-replay"}
    assert stand_in_id("cam-1", taken.__contains__) == "cam-1-replay-2"


def test_a_device_appears_as_it_was(devices: WatchedDevices, cast: Cast) -> None:
    state = recorded(dialect="taghub", sdk="fw-2", features=(feature("quality"),))
    cast.take_state("cam-1", state)
    device = devices.cam()
    shown = device.presence
    assert (shown.name, shown.transport, shown.address) == ("Desk", "replay", "rec-1")
    assert (shown.dialect, shown.sdk, shown.features) == ("taghub", "fw-2", state.features)
    assert device.advertised == ["input/button", "tags"]
    assert not device.is_rated
    assert cast.ids() == {"cam-1": "cam-1"}


def test_a_device_of_which_only_samples_were_recorded_appears_with_the_first(
    devices: WatchedDevices, cast: Cast
) -> None:
    assert cast.ids() == {}
    cast.publish("cam-1", PRESS)
    assert devices.cam().presence.name == "cam-1"
    assert devices.cam().events == [PRESS]


def test_a_device_whose_id_is_taken_has_a_stand_in(devices: WatchedDevices, cast: Cast) -> None:
    devices.busy("cam-1")
    cast.take_state("cam-1", recorded())
    assert cast.ids() == {"cam-1": "cam-1-replay"}
    assert "cam-1" not in devices.hosted


def test_a_device_goes_on_as_its_stand_in_when_the_real_one_comes(
    devices: WatchedDevices, cast: Cast
) -> None:
    cast.publish("cam-1", PRESS)
    first = devices.cam()
    first.is_current = False
    devices.busy("cam-1")
    cast.publish("cam-1", PRESS)
    assert first.left == "the device itself is here"
    assert devices.cam("cam-1-replay").events == [PRESS]


def test_a_device_leaves_and_comes_as_it_did(devices: WatchedDevices, cast: Cast) -> None:
    cast.take_state("cam-1", recorded())
    cast.take_state("cam-1", recorded(online=False, reason="battery"))
    assert (devices.cam().left, cast.ids()) == ("battery", {})
    cast.take_state("cam-1", recorded())
    assert cast.ids() == {"cam-1": "cam-1"}


def test_what_a_device_says_of_itself_later_is_told_and_a_new_name_shown(
    devices: WatchedDevices, cast: Cast
) -> None:
    cast.take_state("cam-1", recorded())
    first = devices.cam()
    cast.take_state("cam-1", recorded(topics=("device/cam-1/tags",)))
    cast.take_state("cam-1", recorded(features=(feature("led"),)))
    assert (devices.cam(), first.presence.features) == (first, (feature("led"),))
    cast.take_state("cam-1", recorded(name="Other"))
    assert first.left
    assert devices.cam().presence.name == "Other"


def test_a_name_that_is_none_is_not_shown(devices: WatchedDevices, cast: Cast) -> None:
    cast.take_state("cam-1", recorded(name="<b>"))
    assert devices.cam().presence.name == "cam-1"


def test_a_device_that_had_not_come_yet_is_gone(devices: WatchedDevices, cast: Cast) -> None:
    cast.take_state("cam-1", recorded())
    cast.take_absence("cam-1")
    assert "not joined yet" in devices.cam().left


def test_commands_are_refused_with_a_code_that_says_why(
    devices: WatchedDevices, cast: Cast
) -> None:
    woken: list[str] = []
    cast.wake = lambda: woken.append("!")
    cast.publish("cam-1", PRESS)
    assert devices.senders["cam-1"](Call("b7", "cam-1", "reboot"))
    device = devices.cam()
    assert (woken, device.events) == (["!"], [PRESS])
    cast.answer_calls()
    text = "cam-1 is played from a recording and takes no commands"
    assert device.events[1:] == [CommandAcked(Ack("b7", AckStage.REJECTED, "replayed", text))]
    cast.leave("over")
    assert not devices.senders["cam-1"](Call("b8", "cam-1", "reboot"))


def test_nobody_is_left_at_the_end(devices: WatchedDevices, cast: Cast) -> None:
    cast.publish("cam-1", PRESS)
    devices.senders["cam-1"](Call("b7", "cam-1", "reboot"))
    cast.leave("the recording ended")
    cast.answer_calls()
    assert (devices.cam().left, devices.cam().events) == ("the recording ended", [PRESS])
    cast.leave("again")
    assert devices.cam().left == "the recording ended"
