"""Pictures leave in order, newest first to count when none is delayed."""

import trio
from trio.testing import MockClock

from bridge_simulator.device_clock import TrueClock
from bridge_simulator.outbox import MAX_WAITING, Outbox, Outgoing


async def test_newer_picture_replaces_one_that_could_have_left(autojump_clock: MockClock) -> None:
    clock = TrueClock()
    outbox = Outbox(clock)
    first, second = Outgoing((), 0), Outgoing((), 0)
    assert outbox.put(first) == 0
    assert outbox.put(second) == 1
    assert await outbox.take() == second


async def test_delayed_pictures_all_leave_at_their_times(autojump_clock: MockClock) -> None:
    clock = TrueClock()
    outbox = Outbox(clock)
    left = []
    for due_us in (100_000, 133_000, 166_000):
        assert outbox.put(Outgoing((), due_us)) == 0
    for _ in range(3):
        await outbox.take()
        left.append(clock.now_us())
    assert left == [100_000, 133_000, 166_000]


async def test_jitter_does_not_reorder(autojump_clock: MockClock) -> None:
    clock = TrueClock()
    outbox = Outbox(clock)
    outbox.put(Outgoing((), 200_000))
    outbox.put(Outgoing((), 150_000))
    assert [(await outbox.take()).due_us for _ in range(2)] == [200_000, 200_000]


async def test_waiting_pictures_are_bounded(autojump_clock: MockClock) -> None:
    clock = TrueClock()
    outbox = Outbox(clock)
    replaced = [outbox.put(Outgoing((), 9_000_000)) for _ in range(MAX_WAITING + 3)]
    assert sum(replaced) == 3
    assert outbox.clear() == MAX_WAITING


async def test_take_waits_for_a_picture(autojump_clock: MockClock) -> None:
    clock = TrueClock()
    outbox, taken = Outbox(clock), []

    async def take() -> None:
        taken.append(await outbox.take())

    async with trio.open_nursery() as nursery:
        nursery.start_soon(take)
        await trio.testing.wait_all_tasks_blocked()
        outbox.put(Outgoing((), 0))
    assert len(taken) == 1
