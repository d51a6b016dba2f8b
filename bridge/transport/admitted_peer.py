"""What an admitted peer may do, and what is done when it does it.

Knows: the three sides of a session and the command desk. Does not know: the link, how the
peer was admitted.
"""

from collections.abc import Callable
from typing import Protocol

from bridge.model.commands import Ack
from bridge.model.errors import RemoteProtocolError
from bridge.plugin.admission import Admission, Role, Verb
from bridge.transport.calls import ack_message, place_call
from bridge.transport.device_side import DeviceSide, calls_through
from bridge.transport.publisher_side import PublisherSide
from bridge.transport.session_context import SessionContext
from bridge.transport.subscriber_side import SubscriberSide
from bridge.wire.bridge_messages import Advertised, BridgeMessage, InterestChange, Status
from bridge.wire.constants import Encoding
from bridge.wire.dialect import CallRequested, ClaimMade, CommandAcked, FrameArrived
from bridge.wire.native_events import (
    AdvertiseRequested,
    ChannelsWithdrawn,
    ClockReported,
    KeyFrameRequested,
    NativeEvent,
    SampleArrived,
    SubscribeRequested,
    UnsubscribeRequested,
)


class Voice(Protocol):
    """How the sides of a session reach their peer. None of these waits."""

    def say(self, message: BridgeMessage) -> bool:
        """Send a control message; False when it will not arrive, because the link ends."""
        ...  # pragma: no cover

    def send_now(self, frame: bytes) -> bool:
        """Send a frame of samples, unless something waits."""
        ...  # pragma: no cover

    def wake(self) -> None:
        """Tell the writer that samples wait."""
        ...  # pragma: no cover


class AdmittedPeer:
    """A peer from its welcome to its goodbye. `on_replaced` as in DeviceSide."""

    def __init__(
        self,
        context: SessionContext,
        admission: Admission,
        encoding: Encoding,
        voice: Voice,
        on_replaced: Callable[[], None],
    ) -> None:
        self.admission = admission
        self._context = context
        context.peers.enter(admission)
        self._voice = voice
        self.publisher = PublisherSide(context, admission)
        self.subscriber = SubscriberSide(
            context, admission, encoding, voice.say, voice.send_now, voice.wake
        )
        self.device: DeviceSide | None = None
        if admission.role is Role.DEVICE:
            self.device = DeviceSide(
                context, admission, calls_through(voice.say), on_replaced, self._tell_interest
            )

    def _tell_interest(self, change: InterestChange) -> None:
        self._voice.say(change)

    def join(self, claim: ClaimMade, address: str) -> None:
        """Enter the directory, if the peer is a device."""
        if self.device is not None:
            self.device.join(claim, "ws", address)

    def obey(self, event: NativeEvent, received_us: int) -> None:
        """Do what an event asks for. RemoteProtocolError when a sample cannot be taken."""
        match event:
            case FrameArrived() | SampleArrived():
                sample = self.publisher.publish(event, received_us)
                if self.device is not None:
                    self.device.note_topic(sample.topic)
            case SubscribeRequested():
                self._subscribe(event)
            case UnsubscribeRequested():
                self.subscriber.unsubscribe(event.sub)
            case KeyFrameRequested():
                self.subscriber.request_key_frame(event.topic)
            case CallRequested():
                holder = self if self.device is None else None
                place_call(self._context, self.admission, event.call, self._answer, holder=holder)
            case _:
                self._obey_publisher(event)

    def _obey_publisher(self, event: NativeEvent) -> None:
        match event:
            case AdvertiseRequested():
                self._advertise(event)
            case ChannelsWithdrawn():
                self._withdraw(event)
            case ClockReported() if self.device is not None:
                self.device.report_clock(event.clock)
            case CommandAcked() if self.device is not None:
                self.device.acknowledge(event.ack)

    def _withdraw(self, event: ChannelsWithdrawn) -> None:
        for topic in event.topics:
            self.publisher.withdraw(topic)
            if self.device is not None:
                self.device.interest.forget(topic)

    def _advertise(self, event: AdvertiseRequested) -> None:
        granted = []
        for offer in event.offers:
            try:
                granted.append(self.publisher.grant(offer))
            except RemoteProtocolError as error:
                self._refuse(error, f"channel:{offer.channel}")
        self._voice.say(Advertised(channels=tuple(granted)))
        if self.device is not None:
            for grant in granted:
                self.device.note_topic(grant.topic)
                self.device.interest.watch(grant.topic)

    def _subscribe(self, event: SubscribeRequested) -> None:
        try:
            self.subscriber.subscribe(event)
        except RemoteProtocolError as error:
            self._refuse(error, f"sub:{event.sub}")

    def _refuse(self, error: RemoteProtocolError, ref: str) -> None:
        self._voice.say(Status(level="error", code=error.code, text=str(error), ref=ref))

    def _answer(self, ack: Ack) -> None:
        self._voice.say(ack_message(ack, self._context.clock.now_us()))

    def check(self) -> RemoteProtocolError | None:
        """Tell what is due once a second; return why the session must end."""
        if self.device is not None:
            self.device.interest.check()
        return self._find_end() or self.subscriber.check() or self._find_lost_right()

    def _find_end(self) -> RemoteProtocolError | None:
        reason = self.admission.find_end()
        return None if reason is None else RemoteProtocolError("unauthorized", reason)

    def _find_lost_right(self) -> RemoteProtocolError | None:
        for topic in self.publisher.topics:
            if not self._context.authorize(self.admission, Verb.PUBLISH, topic):
                return RemoteProtocolError("forbidden", "the right to publish was taken back")
        return None

    def close(self, reason: str) -> None:
        """End everything that the peer has open."""
        self.subscriber.close()
        self.publisher.close()
        self._context.safe_stop.release(self)
        self._context.peers.leave(self.admission)
        self._context.bridge_calls.abandon(self._answer)
        if self.device is not None:
            self.device.leave(reason)
