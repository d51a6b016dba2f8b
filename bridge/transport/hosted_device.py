"""A device that a plugin speaks for. Satisfies `bridge.plugin.devices.HostedDevice`.

Knows: the directory, rights, rates, the hub. Does not know: how the device is reached.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from bridge.model.commands import Call
from bridge.model.errors import RemoteProtocolError, SampleRefused
from bridge.model.values import DeviceFeature
from bridge.plugin.admission import Admission
from bridge.plugin.devices import Presence
from bridge.transport.device_events import publish_event
from bridge.transport.device_side import DeviceSide
from bridge.transport.inbound_rates import BURST_S, PictureRate
from bridge.transport.publisher_side import PublisherSide
from bridge.transport.session_context import SessionContext
from bridge.transport.token_bucket import TokenBucket
from bridge.wire.dialect import ClaimMade, CommandAcked, Event, FrameArrived, MediaArrived


class HostedDevice:
    """One device, from `HostedDevices.host` to `leave`."""

    def __init__(
        self,
        context: SessionContext,
        admission: Admission,
        presence: Presence,
        send_call: Callable[[Call], bool],
        on_replaced: Callable[[], None],
        *,
        is_rated: bool,
    ) -> None:
        self._context = context
        self._admission = admission
        self._presence = presence
        self._send_call = send_call
        self._on_replaced = on_replaced
        self._publisher = PublisherSide(context, admission)
        self._pictures = PictureRate(context.limits)
        most = context.limits.messages_per_s
        self._messages = TokenBucket(most, most * BURST_S)
        self._is_rated = is_rated
        self._side: DeviceSide | None = None
        self._has_left = False

    @property
    def id(self) -> str:
        """The device's id."""
        return self._admission.id

    @property
    def is_current(self) -> bool:
        """True while this way is the device's place in the directory."""
        return self._side is not None and self._side.is_current

    def join(self, *, yields: bool) -> None:
        """Take the device's place, unless somebody has it and this way `yields`."""
        state = self._context.directory.state(self.id)
        if yields and state is not None and state.online:
            return
        presence = self._presence
        side = DeviceSide(self._context, self._admission, self._send_call, self._lose_place)
        self._side = side
        claim = ClaimMade(
            "device", self.id, presence.name, sdk=presence.sdk, features=presence.features
        )
        side.join(claim, presence.transport, presence.address, presence.dialect)

    def publish(self, event: Event, received_us: int | None = None) -> None:
        """Take what the device sent. SampleRefused says why it is not taken."""
        self._check_here()
        if isinstance(event, CommandAcked):
            if self._side is not None:
                self._side.acknowledge(event.ack)
            return
        now_us = self._context.clock.now_us() if received_us is None else received_us
        is_picture = isinstance(event, FrameArrived | MediaArrived)
        self._count(self._pictures if is_picture else self._messages, now_us)
        self._take(event, now_us)

    def publish_together(self, events: Sequence[Event], received_us: int | None = None) -> None:
        """Take what came in one message, as far as it is good."""
        self._check_here()
        now_us = self._context.clock.now_us() if received_us is None else received_us
        self._count(self._messages, now_us)
        refusals: list[SampleRefused] = []
        for event in events:
            try:
                self._take(event, now_us)
            except SampleRefused as refusal:
                refusals.append(refusal)
        if refusals:
            raise refusals[0]

    def _check_here(self) -> None:
        if self._has_left:
            raise SampleRefused("gone", f"device {self.id!r} has left")

    def _count(self, rate: PictureRate | TokenBucket, now_us: int) -> None:
        if self._is_rated and not rate.admits(now_us):
            raise SampleRefused("rate", f"device {self.id!r} sends too much per second")

    def _take(self, event: Event, now_us: int) -> None:
        try:
            sample = publish_event(self._publisher, self.id, event, now_us)
        except RemoteProtocolError as error:
            raise SampleRefused(error.code, str(error)) from None
        self._keep_place()
        if sample is not None and self._side is not None:
            self._side.note_topic(sample.topic)

    def _keep_place(self) -> None:
        """Take the place again once the link that had it is gone."""
        if self._side is None:
            self.join(yields=True)

    def advertise(self, tails: Iterable[str]) -> None:
        """Say which topics the device itself writes. SampleRefused if one cannot be."""
        for tail in tails:
            topic = f"device/{self.id}/{tail}"
            try:
                self._publisher.open_topic(topic)
            except RemoteProtocolError as error:
                raise SampleRefused(error.code, str(error)) from None
            if self._side is not None:
                self._side.note_topic(topic)

    def announce(self, features: tuple[DeviceFeature, ...], sdk: str = "") -> None:
        """Say what the device can do, once that is known."""
        self._presence = replace(self._presence, features=features, sdk=sdk or self._presence.sdk)
        if self._side is not None:
            self._side.announce(features, sdk)

    def leave(self, reason: str) -> None:
        """Say that the device is gone."""
        self._has_left = True
        self._publisher.close()
        if self._side is not None:
            self._side.leave(reason)
            self._side = None

    def _lose_place(self) -> None:
        self._side = None
        self._on_replaced()
