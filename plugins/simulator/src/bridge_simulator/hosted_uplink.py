"""Links of virtual devices that live inside the bridge: no socket, the same rules.

What they publish goes the way of every device's samples: rights, rates, the gate, the hub.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

import trio

from bridge.api import (
    Ack,
    AckStage,
    AdmissionRefused,
    Call,
    Claim,
    Clock,
    CommandAcked,
    Event,
    FrameArrived,
    Hop,
    HostedDevice,
    JsonScalar,
    PluginContext,
    Presence,
    Role,
    SampleRefused,
    Times,
    ValueArrived,
)
from bridge.client import ClientClosed, ClientRefused
from bridge_simulator.uplink import SDK, Identity, OpenUplink, Parcel, SlowDown, Uplink

DIALECT = "simulator"
ADDRESS = "127.0.0.1"
_MAX_WAITING_CALLS = 16
_REPLACED = 4409
_TAKEN = "a device of this name has come"


class HostedCall:
    """One command of the desk; it is to be answered once."""

    def __init__(self, call: Call, device: HostedDevice) -> None:
        self._call = call
        self._device = device

    @property
    def method(self) -> str:
        """`set`, or the name of an action."""
        return self._call.method

    @property
    def args(self) -> dict[str, JsonScalar]:
        """Values by name."""
        return self._call.args

    async def applied(self, value: JsonScalar) -> None:
        """Say that it was done, and what took effect."""
        await self._answer(Ack(self._call.id, AckStage.APPLIED, value=value))

    async def rejected(self, code: str, text: str) -> None:
        """Say why it was not done."""
        await self._answer(Ack(self._call.id, AckStage.REJECTED, code, text))

    async def _answer(self, ack: Ack) -> None:
        await trio.lowlevel.checkpoint()
        self._device.publish(CommandAcked(ack))


class HostedUplink:
    """One stay of a device in the directory."""

    def __init__(self, context: PluginContext, identity: Identity, clock: Clock) -> None:
        self._context = context
        self._clock = clock
        self._interests = [context.hub.interest(topic) for topic in identity.topics]
        self._wanted = {interest.topic: interest for interest in self._interests}
        self._changed = trio.Event()
        self._give_call, self._take_call = trio.open_memory_channel[Call](_MAX_WAITING_CALLS)
        self._stops = [
            interest.watch(lambda _interest: self._wake()) for interest in self._interests
        ]
        self.is_replaced = trio.Event()
        self.device = self._join(identity)

    def _join(self, identity: Identity) -> HostedDevice:
        claim = Claim(
            role=Role.DEVICE,
            id=identity.id,
            address=ADDRESS,
            is_loopback=True,
            is_encrypted=True,
            channel="local",
            dialect=DIALECT,
        )
        devices = self._context.devices
        try:
            admission = devices.authenticate(claim)
        except AdmissionRefused as refusal:
            raise ClientRefused("unauthorized", refusal.reason) from None
        presence = Presence(identity.id, "local", "", DIALECT, sdk=SDK, features=identity.features)
        device = devices.host(admission, presence, self._send_call, self.is_replaced.set)
        # Nothing is drawn before somebody asks for it, and nobody asks for what is not told.
        device.advertise(topic.split("/", 2)[2] for topic in identity.topics)
        return device

    def _send_call(self, call: Call) -> bool:
        try:
            self._give_call.send_nowait(call)
        except trio.WouldBlock:
            return False
        return True

    def _wake(self) -> None:
        self._changed.set()
        self._changed = trio.Event()

    def error_us(self) -> int:
        """Return 0: both clocks are read at once."""
        return 0

    def is_wanted(self, topic: str) -> bool:
        """Tell whether anybody subscribes to a topic."""
        return self._wanted[topic].count > 0

    def slow_down(self) -> SlowDown:
        """Return that nothing is asked for: no link is between that could be slow."""
        return SlowDown()

    async def wait_change(self) -> None:
        """Wait until `is_wanted` may say something else."""
        await self._changed.wait()

    async def send(self, parcel: Parcel) -> bool:
        """Hand a sample over; False when the bridge did not take it."""
        await trio.lowlevel.checkpoint()
        try:
            self.device.publish(self._event_of(parcel))
        except SampleRefused:
            return False
        return True

    async def send_together(self, parcels: Sequence[Parcel]) -> bool:
        """Hand values of one moment over."""
        await trio.lowlevel.checkpoint()
        try:
            self.device.publish_together([self._event_of(parcel) for parcel in parcels])
        except SampleRefused:
            return False
        return True

    def _event_of(self, parcel: Parcel) -> Event:
        now_us = self._context.clock.now_us()
        age_us = self._clock.now_us() - parcel.device_us
        times = Times(
            captured_us=now_us - age_us,
            device_us=parcel.device_us,
            frame_seq=parcel.frame_seq,
            hops=(Hop("device_sent", now_us),),
        )
        if parcel.value is None:
            return FrameArrived(parcel.payload, times)
        return ValueArrived(parcel.topic.split("/", 2)[2], parcel.value, times)

    async def next_call(self) -> HostedCall:
        """Wait for the next command."""
        return HostedCall(await self._take_call.receive(), self.device)

    def close(self, reason: str) -> None:
        """Leave the directory."""
        for stop in self._stops:
            stop()
        self.device.leave(reason)


class Place(Protocol):
    """What a simulation hears of its device's place in the directory."""

    def note_joined(self) -> None:
        """The device is in the directory."""
        ...  # pragma: no cover

    def note_lost(self, reason: str) -> None:
        """Somebody else has the name, or may have it and this device not: it is over."""
        ...  # pragma: no cover


def hosted_opener(context: PluginContext, place: Place) -> OpenUplink:
    """Return what opens links inside the bridge of `context`; their addresses mean nothing."""

    @asynccontextmanager
    async def open_hosted_uplink(
        _url: str, identity: Identity, clock: Clock
    ) -> AsyncIterator[Uplink]:
        await trio.lowlevel.checkpoint()
        state = context.devices.state(identity.id)
        if state is not None and state.online:
            # It came while this one rebooted.
            place.note_lost(_TAKEN)
            raise ClientClosed(_REPLACED, _TAKEN)
        try:
            uplink = HostedUplink(context, identity, clock)
        except ClientRefused as refusal:
            place.note_lost(refusal.text)
            raise
        place.note_joined()
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(_leave_when_replaced, uplink, place)
                yield uplink
                nursery.cancel_scope.cancel()
        finally:
            uplink.close("the simulated device was switched off")

    return open_hosted_uplink


async def _leave_when_replaced(uplink: HostedUplink, place: Place) -> None:
    await uplink.is_replaced.wait()
    place.note_lost(_TAKEN)
    raise ClientClosed(_REPLACED, _TAKEN)
