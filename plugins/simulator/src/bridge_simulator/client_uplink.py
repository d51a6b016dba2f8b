"""Links of virtual cameras over real sockets, by the public client."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import trio

from bridge.api import Clock, Hop
from bridge.client import (
    Channel,
    Client,
    ClientRefused,
    HttpChannel,
    HttpDevice,
    IncomingCall,
    InterestChange,
    open_client,
    open_http_device,
)
from bridge.client import SlowDown as SlowDownNotice
from bridge_simulator.uplink import SDK, Identity, Parcel, SlowDown, Uplink

# After these the next sample would fare no better.
_ENDING_REFUSALS = frozenset({"unauthorized", "forbidden", "draining"})


class ClientUplink:
    """One admitted session. Topics that the bridge does not know are sent to nobody."""

    def __init__(self, client: Client | HttpDevice) -> None:
        self._client = client
        self._channels: dict[str, Channel | HttpChannel] = {}
        self._subscribers: dict[str, int] = {}
        self._slow_down = SlowDown()
        self._changed = trio.Event()
        self._calls = client.calls()
        client.watch(InterestChange, self._note_interest)
        client.watch(SlowDownNotice, self._note_slow_down)

    async def advertise(self, identity: Identity) -> None:
        """Ask for all topics of a camera; ClientRefused when it may send no pictures."""
        for topic in identity.topics:
            try:
                self._channels[topic] = await self._client.advertise(topic)
            except ClientRefused:
                # A bridge without this plugin has no place for the truth.
                if topic not in identity.dispensable_topics:
                    raise

    def _note_interest(self, notice: InterestChange) -> None:
        self._subscribers[notice.topic] = notice.subscribers
        self._wake()

    def _note_slow_down(self, notice: SlowDownNotice) -> None:
        # What is left out stays as it was; 0 lifts the request.
        fps = self._slow_down.fps if notice.fps is None else notice.fps
        quality = self._slow_down.quality if notice.quality is None else notice.quality
        self._slow_down = SlowDown(fps, quality)
        self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = trio.Event()

    def error_us(self) -> int:
        """Return how far the estimate of the bridge's clock may be off."""
        return self._client.clock.error_us

    def is_wanted(self, topic: str) -> bool:
        """Tell whether anybody subscribes to a topic."""
        # By HTTP a topic is offered by its first sample, and interest is told only after it.
        untold = 1 if isinstance(self._client, HttpDevice) else 0
        return topic in self._channels and self._subscribers.get(topic, untold) > 0

    def slow_down(self) -> SlowDown:
        """Return what the bridge asks for at this moment."""
        return self._slow_down

    async def wait_change(self) -> None:
        """Wait for the next notice of interest or haste."""
        await self._changed.wait()

    async def send(self, parcel: Parcel) -> bool:
        """Hand a sample over; False when the bridge did not take it.

        ClientClosed when the link is gone, ClientRefused when this camera has to go.
        """
        channel = self._channels.get(parcel.topic)
        if channel is None:
            await trio.lowlevel.checkpoint()
            return False
        try:
            await channel.publish(
                parcel.value,
                payload=parcel.payload,
                device_us=parcel.device_us,
                frame_seq=parcel.frame_seq,
                hops=self._hops(),
            )
        except ClientRefused as refusal:
            # Over HTTP every sample has an answer of its own, also one that is damaged.
            if refusal.code in _ENDING_REFUSALS:
                raise
            if refusal.code == "no_such_topic":
                del self._channels[parcel.topic]
            return False
        return True

    async def send_together(self, parcels: Sequence[Parcel]) -> bool:
        """Hand values over in one message; ClientClosed when the link is gone."""
        samples = []
        for parcel in parcels:
            channel = self._channels.get(parcel.topic)
            if channel is not None and parcel.value is not None:
                samples.append(channel.sample(parcel.value, device_us=parcel.device_us))
        if not samples:
            await trio.lowlevel.checkpoint()
            return False
        try:
            await self._client.publish_together(samples)
        except ClientRefused as refusal:
            if refusal.code in _ENDING_REFUSALS:
                raise
            return False
        return True

    def _hops(self) -> tuple[Hop, ...]:
        # A POST has no place for them.
        if isinstance(self._client, HttpDevice):
            return ()
        return (Hop("device_sent", self._client.now_us()),)

    async def next_call(self) -> IncomingCall:
        """Wait for the next command; ClientClosed when the link is gone."""
        return await anext(self._calls)


@asynccontextmanager
async def open_ws_uplink(url: str, identity: Identity, clock: Clock) -> AsyncIterator[Uplink]:
    """Join over a WebSocket. Raises ClientRefused and ClientClosed, as the client does."""
    async with open_client(
        with_scheme(url, "ws"),
        role="device",
        id=identity.id,
        key=identity.key,
        features=identity.features,
        boot=identity.boot,
        sdk=SDK,
        clock=clock,
    ) as client:
        uplink = ClientUplink(client)
        await uplink.advertise(identity)
        yield uplink


@asynccontextmanager
async def open_http_uplink(url: str, identity: Identity, clock: Clock) -> AsyncIterator[Uplink]:
    """Join by POST alone. Raises ClientRefused and ClientClosed, as the client does."""
    async with open_http_device(
        with_scheme(url, "http"),
        id=identity.id,
        key=identity.key,
        features=identity.features,
        boot=identity.boot,
        sdk=SDK,
        clock=clock,
    ) as device:
        uplink = ClientUplink(device)
        await uplink.advertise(identity)
        yield uplink


def with_scheme(url: str, scheme: str) -> str:
    """Return an address with `ws` or `http`, encrypted as it was given."""
    given, separator, rest = url.partition("://")
    if not separator:
        return f"{scheme}://{url}"
    return f"{scheme}s://{rest}" if given in ("https", "wss") else f"{scheme}://{rest}"
