"""One subscription of a program, and the samples that wait for it."""

from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

import trio

from bridge.client.errors import ClientClosed
from bridge.client.inbox import Inbox
from bridge.model.delivery import Delivery
from bridge.wire.received import ReceivedSample

if TYPE_CHECKING:
    from bridge.wire.bridge_messages import TopicEntry


class ClientSubscription:
    """Samples of some topics; read by one task.

        async with await client.subscribe(["device/*/camera/jpeg"]) as pictures:
            async for sample in pictures:
                show(sample.payload)

    Iteration ends when the subscription is closed, and raises ClientClosed when the link
    is gone. `topics` grows while new ones appear; `drops` is what the bridge left out,
    by reason, and `missed` what this program was too slow for.
    """

    def __init__(
        self,
        number: int,
        delivery: Delivery,
        starved: Callable[[str], None],
        end: Callable[["ClientSubscription"], Awaitable[None]],
    ) -> None:
        self.number = number
        self.topics: dict[str, TopicEntry] = {}
        self.drops: dict[str, int] = {}
        self._inbox = Inbox(delivery, starved)
        self._end = end
        self._changed = trio.Event()
        self._failure: ClientClosed | None = None
        self._closed = False

    @property
    def missed(self) -> int:
        """How many samples came and were pushed out before they were read."""
        return self._inbox.dropped

    @property
    def waiting(self) -> int:
        """How many samples could be read at once."""
        return len(self._inbox)

    def take_nowait(self) -> ReceivedSample | None:
        """Return the oldest sample, or None."""
        return self._inbox.take()

    async def receive(self) -> ReceivedSample:
        """Wait for a sample. ClientClosed when no more can come."""
        await trio.lowlevel.checkpoint()
        while True:
            sample = self._inbox.take()
            if sample is not None:
                return sample
            if self._failure is not None:
                raise self._failure
            self._changed = trio.Event()
            await self._changed.wait()

    async def aclose(self) -> None:
        """Tell the bridge that enough was read; what waits is forgotten."""
        if not self._closed:
            self._closed = True
            self.fail(ClientClosed(1000, "the subscription was closed"))
            while self._inbox.take() is not None:
                pass
            await self._end(self)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> ReceivedSample:
        try:
            return await self.receive()
        except ClientClosed:
            if self._closed:
                raise StopAsyncIteration from None
            raise

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # Only a courtesy: the bridge forgets the subscription with the session.
        with trio.move_on_after(1, shield=True):
            await self.aclose()

    def offer(self, sample: ReceivedSample) -> None:
        """Take a sample from the link. Never waits."""
        if not self._closed:
            self._inbox.put(sample)
            self._changed.set()

    def fail(self, failure: ClientClosed) -> None:
        """Note that no more will come; what waits may still be read."""
        self._failure = self._failure or failure
        self._changed.set()
