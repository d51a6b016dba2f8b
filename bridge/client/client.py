"""A session with a bridge, as a program sees it."""

import math
from collections.abc import AsyncIterator, Callable, Container, Iterable, Mapping, Sequence
from typing import TypeVar

import trio

from bridge.client.answers import PendingRequests
from bridge.client.calls import IncomingCall
from bridge.client.channel import Channel
from bridge.client.errors import ClientRefused
from bridge.client.notices import N
from bridge.client.session import ClientSession
from bridge.client.subscription import ClientSubscription
from bridge.model.commands import Ack, AckStage
from bridge.model.delivery import LATEST, Delivery
from bridge.model.ids import BRIDGE_ID
from bridge.model.values import JsonScalar
from bridge.wire.bridge_messages import Welcome
from bridge.wire.clocksync import Estimate
from bridge.wire.codec import encode_batch
from bridge.wire.peer_messages import (
    Advertise,
    CallRequest,
    ChannelOffer,
    KeyFrameWish,
    SampleText,
    Subscribe,
)

T = TypeVar("T")

# An answer to a call comes from the bridge at its deadline at the latest; this much
# longer means that the bridge has forgotten it.
ANSWER_GRACE_S = 5.0


class Client:
    """A session that the bridge has admitted. Made by `open_client`.

    Each method raises ClientClosed once the link is gone. `welcome` is what the bridge
    said first, `faults` counts, by code, what of its messages was passed over.
    """

    def __init__(self, session: ClientSession, welcome: Welcome) -> None:
        self._session = session
        self._count = 0
        self._calls = 0
        self.welcome = welcome
        self.id = welcome.id
        self.session = welcome.session
        self.faults = session.faults

    @property
    def clock(self) -> Estimate:
        """How far ahead of our clock the bridge's is, and how well that is known."""
        return self._session.estimate()

    def now_us(self) -> int:
        """Return the bridge's time now, as well as it is known."""
        return self._session.bridge_time()

    async def subscribe(
        self,
        topics: Iterable[str],
        delivery: Delivery = LATEST,
        *,
        fields: tuple[str, ...] = (),
    ) -> ClientSubscription:
        """Begin to read the topics of some patterns; `fields` keeps only these of a value.

        ClientRefused if a pattern is malformed or nothing of it may be read.
        """
        number = self._next_number(self._session.subscriptions)
        subscription = ClientSubscription(number, delivery, self._wish_key_frame, self._unsubscribe)
        self._session.subscriptions[number] = subscription
        message = _subscribe_message(number, tuple(topics), delivery, fields)
        try:
            await self._ask(self._session.subscribed, number, message)
        except BaseException:
            # Also when cancelled: the bridge may have begun to send by now.
            self._session.drop_subscription(number)
            raise
        return subscription

    async def advertise(self, topic: str, schema: str | None = None) -> Channel:
        """Begin to publish a topic. ClientRefused if that is not allowed."""
        number = self._next_number(())
        offer = ChannelOffer(channel=number, topic=topic, schema=schema)
        grant = await self._ask(self._session.advertised, number, Advertise(channels=(offer,)))
        session = self._session
        return Channel(grant, session.encoding, session.send, session.bridge_time)

    async def publish_together(self, samples: Sequence[SampleText]) -> None:
        """Send values as one message, each made by `Channel.sample`.

        A board with many inputs says them all at once, and stays below the bridge's limit
        of messages per second. ClientClosed when the link is gone.
        """
        await self._session.send(encode_batch(samples))

    async def call(
        self,
        target: str,
        method: str,
        args: Mapping[str, JsonScalar] | None = None,
        *,
        deadline_s: float = 5.0,
        dedupe: str | None = None,
    ) -> Ack:
        """Ask a device, or the bridge, to do something; return the final ack, whatever it says.

        `ack.stage` is "applied" when it was done. Stages before the final one are told to
        watchers of `CallAck`.
        """
        self._calls += 1
        call_id = f"c{self._calls}"
        message = CallRequest(
            id=call_id,
            target=target,
            method=method,
            args=dict(args or {}),
            deadline_ms=max(1, math.ceil(deadline_s * 1000)),
            dedupe=dedupe,
        )
        with self._session.final_acks.expect(call_id) as pending:
            await self._session.send_message(message)
            with trio.move_on_after(deadline_s + ANSWER_GRACE_S):
                ack = await pending.wait()
                stage = AckStage(ack.stage)
                return Ack(ack.id, stage, ack.code, ack.text, ack.value, ack.at_us)
        return Ack(call_id, AckStage.UNKNOWN, "no_answer", "the bridge did not say", None, 0)

    async def call_bridge(
        self, method: str, *, deadline_s: float = 5.0, **args: JsonScalar
    ) -> JsonScalar:
        """Ask the bridge itself to do something and return what came of it.

        `GET /v1/calls` lists what it can do. ClientRefused with the ack's code when it
        was not done, as in "no_such_method" or "forbidden".
        """
        ack = await self.call(BRIDGE_ID, method, args, deadline_s=deadline_s)
        if ack.stage is not AckStage.APPLIED:
            raise ClientRefused(ack.code or ack.stage.value, ack.text)
        return ack.value

    def calls(self) -> AsyncIterator[IncomingCall]:
        """Return an iterator over the commands that this device gets."""
        return self._session.calls

    def watch(self, kind: type[N], callback: Callable[[N], None]) -> Callable[[], None]:
        """Call `callback` with every Status, InterestChange, SlowDown, Drops, GapNotice,
        CallAck or Bye, as `kind` says; return what stops that.

        It is called from the task that reads the link: it must not wait, and an exception
        of its own ends the client.
        """
        return self._session.notices.watch(kind, callback)

    async def request_key_frame(self, topic: str) -> None:
        """Ask the encoder of a topic for a key frame."""
        await self._session.send_message(KeyFrameWish(topic=topic))

    async def wait_closed(self) -> None:
        """Wait until the link is gone, then raise ClientClosed."""
        await self._session.wait_closed()

    async def _ask(
        self, requests: PendingRequests[T], number: int, message: Subscribe | Advertise
    ) -> T:
        with requests.expect(str(number)) as pending:
            await self._session.send_message(message)
            return await pending.wait()

    async def _unsubscribe(self, subscription: ClientSubscription) -> None:
        self._session.drop_subscription(subscription.number)
        await trio.lowlevel.checkpoint()

    def _wish_key_frame(self, topic: str) -> None:
        self._session.run_errand(KeyFrameWish(topic=topic))

    def _next_number(self, taken: Container[int]) -> int:
        """Return a number for a subscription or channel, each used as rarely as can be."""
        while True:
            self._count = self._count % 65_535 + 1
            if self._count not in taken:
                return self._count


def _subscribe_message(
    number: int, topics: tuple[str, ...], delivery: Delivery, fields: tuple[str, ...]
) -> Subscribe:
    max_age_us = delivery.max_age_us
    return Subscribe(
        sub=number,
        topics=topics,
        mode=delivery.mode.value,
        hz=delivery.hz,
        max_age_ms=None if max_age_us is None else max(1, max_age_us // 1000),
        max_bytes=delivery.max_bytes,
        depth=delivery.depth,
        key=delivery.key,
        timeout_ms=max(1, delivery.timeout_us // 1000),
        fields=fields,
    )
