"""The tasks of a session, and where each message of the bridge goes.

Knows: the link, the protocol machine. Does not know: what the program is for.
"""

from typing import TYPE_CHECKING

import trio

from bridge.client.answers import PendingRequests
from bridge.client.calls import CallInbox
from bridge.client.errors import ClientClosed, ClientRefused
from bridge.client.link import Link
from bridge.client.notices import Notices
from bridge.model.clock import Clock
from bridge.wire.bridge_messages import (
    Advertised,
    Bye,
    CallAck,
    ChannelGrant,
    DeviceCall,
    Drops,
    GapNotice,
    InterestChange,
    SlowDown,
    Status,
    Subscribed,
    SyncReply,
    TopicsAdded,
)
from bridge.wire.client import ClientEvent, ClientProtocol
from bridge.wire.clocksync import Estimate
from bridge.wire.constants import CLOSE_LIVENESS, Encoding
from bridge.wire.dialect import Closed, FaultFound, Message
from bridge.wire.peer_messages import ClockReport, PeerMessage, Unsubscribe
from bridge.wire.received import ReceivedSample

if TYPE_CHECKING:
    from bridge.client.subscription import ClientSubscription

FIRST_EXCHANGES = 5
FIRST_EXCHANGES_DEADLINE_S = 3.0
# More often than the protocol asks for, because it is also how a dead link is noticed.
CLOCK_INTERVAL_S = 10.0
EXCHANGES = 3
SILENCE_S = 20.0
# Small messages that nobody waits for; on a link that is so far behind they may be lost.
MAX_ERRANDS = 64
_FINAL = frozenset({"applied", "rejected", "expired", "unknown", "cancelled"})


class ClientSession:
    """What a `Client` stands on."""

    def __init__(
        self, link: Link, protocol: ClientProtocol, own_clock: Clock, encoding: Encoding
    ) -> None:
        self._link = link
        self._protocol = protocol
        self._own_clock = own_clock
        self._errands, self._errands_due = trio.open_memory_channel[PeerMessage](MAX_ERRANDS)
        self._heard = trio.Event()
        self._ready = trio.Event()
        self._ended = trio.Event()
        self._retry_after_s = 0.0
        self._failure: ClientClosed | None = None
        self.encoding: Encoding = encoding
        self.subscriptions: dict[int, ClientSubscription] = {}
        self.subscribed = PendingRequests[Subscribed]()
        self.advertised = PendingRequests[ChannelGrant]()
        self.final_acks = PendingRequests[CallAck]()
        self.calls = CallInbox(self.send_message)
        self.notices = Notices()
        self.faults: dict[str, int] = {}

    async def run(self) -> None:
        """Work until the link is gone."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._run_reader, nursery.cancel_scope)
            nursery.start_soon(self._run_errands)
            with trio.move_on_after(FIRST_EXCHANGES_DEADLINE_S):
                for _ in range(FIRST_EXCHANGES):
                    await self._exchange()
            self._report_clock()
            self._ready.set()
            await self._keep_time()

    async def wait_ready(self) -> None:
        """Wait until the time is known, or will not be soon. ClientClosed without a link."""
        await self._ready.wait()
        self.check_open()

    def estimate(self) -> Estimate:
        """Return how the bridge's clock relates to ours now."""
        return self._protocol.clock.estimate(self._own_clock.now_us())

    def bridge_time(self, own_us: int | None = None) -> int:
        """Return the bridge's time for a time of our own clock; None is this moment."""
        known_us = self._own_clock.now_us() if own_us is None else own_us
        return self._protocol.clock.bridge_from_own(known_us)

    async def send(self, message: Message) -> None:
        """Send a message as it is."""
        await self._link.send(message)

    async def send_message(self, message: PeerMessage) -> None:
        """Send a control message."""
        self.check_open()
        await self._link.send(self._protocol.send(message))

    def check_open(self) -> None:
        """Raise ClientClosed if the link is gone."""
        if self._failure is not None:
            raise self._failure

    def run_errand(self, message: PeerMessage) -> None:
        """Send a message soon, or not at all when too many wait. Never waits."""
        try:
            self._errands.send_nowait(message)
        except (trio.WouldBlock, trio.BrokenResourceError, trio.ClosedResourceError):
            self.faults["errand_lost"] = self.faults.get("errand_lost", 0) + 1

    def drop_subscription(self, number: int) -> None:
        """Forget a subscription and tell the bridge when there is time."""
        if self.subscriptions.pop(number, None) is not None:
            self.run_errand(Unsubscribe(sub=number))

    async def wait_closed(self) -> None:
        """Wait for the end, then raise ClientClosed."""
        await self._ended.wait()
        self.check_open()

    async def _run_reader(self, others: trio.CancelScope) -> None:
        try:
            while True:
                message = await self._link.receive()
                for event in self._protocol.receive(message, self._own_clock.now_us()):
                    await self._take(event)
        except ClientClosed as closed:
            self._fail(closed)
        others.cancel()

    async def _run_errands(self) -> None:
        with self._errands_due:
            async for message in self._errands_due:
                try:
                    await self.send_message(message)
                except ClientClosed:
                    return

    async def _keep_time(self) -> None:
        while True:
            await trio.sleep(CLOCK_INTERVAL_S)
            with trio.move_on_after(SILENCE_S) as silence:
                for _ in range(EXCHANGES):
                    await self._exchange()
            if silence.cancelled_caught:
                await self._link.close(CLOSE_LIVENESS, "the bridge is silent")
                return
            self._report_clock()

    def _report_clock(self) -> None:
        report = self._protocol.clock_report(self._own_clock.now_us())
        if report is not None:
            self.run_errand(ClockReport(clock=report))

    async def _exchange(self) -> None:
        self._heard = trio.Event()
        try:
            await self._link.send(lambda: self._protocol.send_sync(self._own_clock.now_us()))
        except ClientClosed:
            return
        await self._heard.wait()

    def _fail(self, closed: ClientClosed) -> None:
        failure = ClientClosed(closed.code, closed.reason, self._retry_after_s)
        self._failure = failure
        self._errands.close()
        for subscription in self.subscriptions.values():
            subscription.fail(failure)
        for requests in (self.subscribed, self.advertised, self.final_acks):
            requests.fail(failure)
        self.calls.fail(failure)
        self._ready.set()
        self._ended.set()

    async def _take(self, event: ClientEvent) -> None:
        match event:
            case ReceivedSample():
                subscription = self.subscriptions.get(event.sub)
                if subscription is not None:
                    subscription.offer(event)
            case SyncReply():
                self._heard.set()
            case FaultFound():
                self.faults[event.code] = self.faults.get(event.code, 0) + 1
            case Closed():
                await self._link.close(event.code, event.reason)
            case Subscribed() | TopicsAdded():
                self._take_topics(event)
            case DeviceCall():
                self._take_call(event)
            case _:
                self._take_news(event)

    def _take_topics(self, message: Subscribed | TopicsAdded) -> None:
        subscription = self.subscriptions.get(message.sub)
        if subscription is not None:
            subscription.topics.update({entry.topic: entry for entry in message.topics})
        if isinstance(message, Subscribed):
            self.subscribed.give(str(message.sub), message)

    def _take_call(self, message: DeviceCall) -> None:
        answer = self.calls.offer(message)
        if answer is not None:
            self.run_errand(answer)

    def _take_news(self, event: ClientEvent) -> None:
        match event:
            case Advertised():
                for grant in event.channels:
                    self.advertised.give(str(grant.channel), grant)
            case CallAck():
                self.notices.tell(event)
                if event.stage in _FINAL:
                    self.final_acks.give(event.id, event)
            case Status():
                self.notices.tell(event)
                self._take_refusal(event)
            case Drops():
                subscription = self.subscriptions.get(event.sub)
                if subscription is not None:
                    subscription.drops = dict(event.dropped)
                self.notices.tell(event)
            case Bye():
                self._retry_after_s = event.retry_after_ms / 1000
                self.notices.tell(event)
            case GapNotice() | InterestChange() | SlowDown():
                self.notices.tell(event)

    def _take_refusal(self, status: Status) -> None:
        what, _, number = status.ref.partition(":")
        error = ClientRefused(status.code, status.text)
        if what == "sub":
            self.subscribed.refuse(number, error)
        elif what == "channel":
            self.advertised.refuse(number, error)
