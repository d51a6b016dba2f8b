"""Calls to the bridge itself: each ends once, whatever becomes of it."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import msgspec
import pytest
import trio
import trio.testing
from trio.testing import MockClock

from bridge.model.commands import Ack, AckStage, Call
from bridge.model.errors import CallRefused
from bridge.model.values import JsonScalar
from bridge.plugin.admission import Admission, Role, grants_for
from bridge.plugin.bridge_methods import BridgeMethod, CallRegistry
from bridge.testing.fakes import TrioClock
from bridge.transport.bridge_calls import MAX_OPEN, BridgeCalls

GAME = Admission("g", "g", Role.GAME, grants_for(Role.GAME, "g"))
Run = Callable[[Admission, "Word"], Awaitable[JsonScalar]]


class Word(msgspec.Struct, frozen=True):
    """One optional word."""

    word: str = ""


class Desk:
    """Bridge calls with one method `act`, and what its caller hears."""

    def __init__(self, run: Run) -> None:
        registry = CallRegistry("lamp")
        registry.add(BridgeMethod("act", Role.GAME, "Act.", Word, run))
        self.blamed: list[str] = []
        self.acks: list[Ack] = []
        self.calls = BridgeCalls(registry, TrioClock(), self.blamed.append)

    def call(self, number: str = "1", deadline_us: int = 5_000_000, **fields: object) -> None:
        call = Call(number, "bridge", "act", deadline_us=deadline_us)
        self.calls.call(GAME, msgspec.structs.replace(call, **fields), self.acks.append)

    async def settle(self) -> list[tuple[str, AckStage, str]]:
        await trio.testing.wait_all_tasks_blocked()
        return [(ack.id, ack.stage, ack.code) for ack in self.acks]


@asynccontextmanager
async def running(run: Run) -> AsyncIterator[Desk]:
    desk = Desk(run)
    async with trio.open_nursery() as nursery:
        await nursery.start(desk.calls.run)
        yield desk
        nursery.cancel_scope.cancel()


async def echo(_admission: Admission, args: Word) -> JsonScalar:
    await trio.lowlevel.checkpoint()
    return args.word


async def wait(_admission: Admission, _args: Word) -> JsonScalar:
    await trio.sleep_forever()
    return None


async def test_a_call_is_accepted_and_then_applied_with_its_value() -> None:
    async with running(echo) as desk:
        desk.call(args={"word": "hello"})
        assert await desk.settle() == [("1", AckStage.ACCEPTED, ""), ("1", AckStage.APPLIED, "")]
    assert desk.acks[-1].value == "hello"


async def test_a_call_made_before_the_desk_runs_is_done_when_it_does() -> None:
    desk = Desk(echo)
    desk.call()
    async with trio.open_nursery() as nursery:
        await nursery.start(desk.calls.run)
        assert (await desk.settle())[-1][1] is AckStage.APPLIED
        nursery.cancel_scope.cancel()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"method": "akt"}, "no_such_method"),
        ({"args": {"wort": "x"}}, "no_such_argument"),
        ({"deadline_us": 0}, "bad_deadline"),
    ],
)
async def test_what_cannot_be_done_is_rejected_before_it_is_accepted(
    fields: dict[str, object], code: str
) -> None:
    async with running(echo) as desk:
        desk.call(**fields)  # type: ignore[arg-type]  # test input
        assert await desk.settle() == [("1", AckStage.REJECTED, code)]


async def test_a_method_may_refuse_in_its_own_words() -> None:
    async def refuse(_admission: Admission, _args: Word) -> JsonScalar:
        raise CallRefused("disk_low", "the disk is full: delete something")

    async with running(refuse) as desk:
        desk.call()
        assert (await desk.settle())[-1] == ("1", AckStage.REJECTED, "disk_low")
    assert desk.acks[-1].text == "the disk is full: delete something"
    assert desk.blamed == []


@pytest.mark.parametrize("value", [KeyError("told to"), ["no", "scalar"]])
async def test_a_fault_of_a_method_is_blamed_on_its_plugin_and_costs_one_call(
    value: object, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_admission: Admission, _args: Word) -> JsonScalar:
        if isinstance(value, Exception):
            raise value
        return value  # type: ignore[return-value]  # what a stranger's method may do

    caplog.set_level(logging.CRITICAL)
    async with running(fail) as desk:
        for number in ("1", "2"):
            desk.call(number)
            assert (await desk.settle())[-1] == (number, AckStage.REJECTED, "internal")
    assert desk.blamed == ["lamp", "lamp"]


async def test_a_call_that_takes_too_long_is_cancelled_and_expires(
    autojump_clock: MockClock,
) -> None:
    async with running(wait) as desk:
        desk.call(deadline_us=2_000_000)
        await trio.sleep(1.9)
        assert len(desk.acks) == 1
        await trio.sleep(0.2)
        assert (await desk.settle())[-1] == ("1", AckStage.EXPIRED, "deadline")


async def test_no_call_may_take_longer_than_a_minute(autojump_clock: MockClock) -> None:
    async with running(wait) as desk:
        desk.call(deadline_us=10**12)
        await trio.sleep(61)
        assert desk.acks[-1].stage is AckStage.EXPIRED


async def test_a_repeated_call_is_done_once_and_both_hear_the_end() -> None:
    done: list[str] = []

    async def count(_admission: Admission, args: Word) -> JsonScalar:
        done.append(args.word)
        return len(done)

    async with running(count) as desk:
        desk.call("1", dedupe="g:once")
        desk.call("2", dedupe="g:once")
        await desk.settle()
        desk.call("3", dedupe="g:once")
        await desk.settle()
    assert len(done) == 1
    finals = {ack.id: ack.value for ack in desk.acks if ack.stage.is_final}
    assert finals == {"1": 1, "2": 1, "3": 1}


async def test_the_calls_of_a_caller_that_leaves_are_cancelled_and_nobody_else_s() -> None:
    async with running(wait) as desk:
        other: list[Ack] = []
        desk.call("1")
        desk.calls.call(GAME, Call("9", "bridge", "act"), other.append)
        await desk.settle()
        desk.calls.abandon(desk.acks.append)
        assert (await desk.settle())[-1] == ("1", AckStage.CANCELLED, "caller_left")
        assert len(other) == 1


async def test_a_call_that_its_caller_may_repeat_goes_on_without_it() -> None:
    async with running(wait) as desk:
        desk.call(dedupe="g:once")
        await desk.settle()
        desk.calls.abandon(desk.acks.append)
        assert (await desk.settle())[-1][1] is AckStage.ACCEPTED


async def test_a_call_that_was_given_up_before_it_began_never_runs() -> None:
    ran: list[str] = []

    async def note(_admission: Admission, args: Word) -> JsonScalar:
        ran.append(args.word)
        return None

    async with running(note) as desk:
        desk.call()
        desk.calls.abandon(desk.acks.append)
        await desk.settle()
    assert ran == []


async def test_a_bridge_that_drains_cancels_what_is_open_and_takes_no_more() -> None:
    async with running(wait) as desk:
        desk.call("1")
        await desk.settle()
        desk.calls.cancel_all()
        desk.call("2")
        assert [ack[1:] for ack in await desk.settle()] == [
            (AckStage.ACCEPTED, ""),
            (AckStage.CANCELLED, "draining"),
            (AckStage.CANCELLED, "draining"),
        ]


async def test_the_end_of_the_desk_answers_what_is_open() -> None:
    async with running(wait) as desk:
        desk.call()
        await desk.settle()
    assert [ack.code for ack in desk.acks] == ["", "draining"]


async def test_calls_of_all_peers_together_have_a_bound() -> None:
    async with running(wait) as desk:
        for number in range(MAX_OPEN + 1):
            desk.call(str(number))
        assert (await desk.settle())[-1] == (str(MAX_OPEN), AckStage.REJECTED, "queue_full")
