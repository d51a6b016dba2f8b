import pytest
import trio
from trio.testing import MockClock

from bridge.model.commands import Call
from bridge.testing.fakes import (
    CountingStage,
    FakeClock,
    FakeDeviceLink,
    Number,
    TrioClock,
    build_hub,
)


def test_a_fake_clock_moves_when_it_is_told_to() -> None:
    clock = FakeClock(5)
    clock.advance(7)
    assert clock.now_us() == 12


async def test_a_trio_clock_follows_trio(autojump_clock: MockClock) -> None:
    clock = TrioClock()
    await trio.sleep(1.5)
    assert clock.now_us() == 1_500_000


def test_a_jammed_link_takes_no_calls() -> None:
    link = FakeDeviceLink()
    call = Call("1", "cam-1", "reboot")
    assert link.send_call(call)
    link.is_jammed = True
    assert not link.send_call(call)
    assert link.calls == [call]


def test_a_counting_stage_fails_where_it_is_told_to() -> None:
    sample = build_hub().publish("x/stream/a", Number(0))
    stage = CountingStage({"raises": 2})
    assert stage(sample, None).value == Number(1)
    with pytest.raises(RuntimeError, match="sample 2"):
        stage(sample, None)
