"""Reading samples."""

import pytest
import trio
import trio.testing

from bridge.client.errors import ClientClosed
from bridge.client.subscription import ClientSubscription
from bridge.model.delivery import LATEST
from bridge.model.topics import TopicKind
from bridge.wire.received import ReceivedSample


class Ends:
    """Counts how often the bridge was told."""

    count = 0

    async def end(self, _: ClientSubscription) -> None:
        """Take note."""
        await trio.lowlevel.checkpoint()
        self.count += 1


def _subscription(ends: Ends | None = None) -> ClientSubscription:
    return ClientSubscription(1, LATEST, lambda _topic: None, (ends or Ends()).end)


def _sample(seq: int) -> ReceivedSample:
    return ReceivedSample("x/a", TopicKind.STREAM, "x@1", seq, 0, 0, 0)


async def test_a_waiting_reader_gets_the_next_sample() -> None:
    subscription = _subscription()
    got: list[ReceivedSample] = []

    async def read() -> None:
        got.append(await subscription.receive())

    async with trio.open_nursery() as nursery:
        nursery.start_soon(read)
        await trio.testing.wait_all_tasks_blocked()
        subscription.offer(_sample(1))
    assert got == [_sample(1)]


async def test_what_came_before_the_end_can_still_be_read() -> None:
    subscription = _subscription()
    subscription.offer(_sample(1))
    subscription.fail(ClientClosed(1006, "gone"))
    assert (await subscription.receive()).seq == 1
    with pytest.raises(ClientClosed, match="gone"):
        await subscription.receive()


async def test_iteration_raises_when_the_link_ends() -> None:
    subscription = _subscription()
    subscription.fail(ClientClosed(1006, "gone"))
    with pytest.raises(ClientClosed):
        async for _ in subscription:
            pass


async def test_iteration_stops_when_the_program_closes_it() -> None:
    ends = Ends()
    async with _subscription(ends) as subscription:
        subscription.offer(_sample(1))
        await subscription.aclose()
        assert [sample async for sample in subscription] == []
    subscription.offer(_sample(2))
    assert (ends.count, subscription.waiting) == (1, 0)


async def test_a_slow_reader_sees_how_much_it_missed() -> None:
    subscription = _subscription()
    for seq in range(5):
        subscription.offer(_sample(seq))
    assert (subscription.waiting, subscription.missed) == (1, 4)
    assert subscription.take_nowait() == _sample(4)
    assert subscription.take_nowait() is None
