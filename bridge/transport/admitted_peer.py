"""What an admitted peer may do, and what is done when it does it.

Knows: the three sides of a session and the command desk. Does not know: the link, how the
peer was admitted.
"""

from collections.abc import Callable
from typing import Protocol

import msgspec

from bridge.model.commands import Ack, AckStage, Call
from bridge.model.errors import AdmissionRefused, RemoteProtocolError
from bridge.model.ids import parse_device_id
from bridge.plugin.admission import Admission, Role, Verb
from bridge.transport.device_side import DeviceSide
from bridge.transport.publisher_side import PublisherSide
from bridge.transport.session_context import SessionContext
from bridge.transport.subscriber_side import SubscriberSide
from bridge.wire.bridge_messages import Advertised, BridgeMessage, CallAck, Status
from bridge.wire.constants import Encoding
from bridge.wire.device_calls import device_call_from
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
        self._voice = voice
        self.publisher = PublisherSide(context, admission)
        self.subscriber = SubscriberSide(
            context, admission, encoding, voice.say, voice.send_now, voice.wake
        )
        self.device: DeviceSide | None = None
        if admission.role is Role.DEVICE:
            self.device = DeviceSide(context, admission, voice.say, on_replaced)

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
                self._call(event.call)
            case _:
                self._obey_publisher(event)

    def _obey_publisher(self, event: NativeEvent) -> None:
        match event:
            case AdvertiseRequested():
                self._advertise(event)
            case ChannelsWithdrawn() if self.device is not None:
                for topic in event.topics:
                    self.device.interest.forget(topic)
            case ClockReported() if self.device is not None:
                self.device.report_clock(event.clock)
            case CommandAcked() if self.device is not None:
                self.device.acknowledge(event.ack)

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

    def _call(self, call: Call) -> None:
        refused = find_call_fault(self._context, self.admission, call)
        if refused is not None:
            self._answer(refused)
            return
        try:
            vetted = self._context.vet_call(call, self.admission)
        except AdmissionRefused as error:
            self._answer(Ack(call.id, AckStage.REJECTED, "forbidden", error.reason))
            return
        self._context.desk.call(own_dedupe(vetted, self.admission), self._answer)

    def _answer(self, ack: Ack) -> None:
        self._voice.say(ack_message(ack, self._context.clock.now_us()))

    def check(self) -> RemoteProtocolError | None:
        """Tell what is due once a second; return why the session must end."""
        if self.device is not None:
            self.device.interest.check()
        return self.subscriber.check() or self._find_lost_right()

    def _find_lost_right(self) -> RemoteProtocolError | None:
        for topic in self.publisher.topics:
            if not self._context.authorize(self.admission, Verb.PUBLISH, topic):
                return RemoteProtocolError("forbidden", "the right to publish was taken back")
        return None

    def close(self, reason: str) -> None:
        """End everything that the peer has open."""
        self.subscriber.close()
        if self.device is not None:
            self.device.leave(reason)


def find_call_fault(context: SessionContext, admission: Admission, call: Call) -> Ack | None:
    """Return the rejection of a call that must not reach the desk, or None."""
    try:
        target = parse_device_id(call.target)
    except ValueError as error:
        return Ack(call.id, AckStage.REJECTED, "no_such_device", str(error))
    try:
        device_call_from(call)
    except ValueError as error:
        return Ack(call.id, AckStage.REJECTED, "too_big", str(error))
    if not context.authorize(admission, Verb.CALL, f"device/{target}/call"):
        text = f"{admission.id} may not call {target}"
        return Ack(call.id, AckStage.REJECTED, "forbidden", text)
    return None


def own_dedupe(call: Call, admission: Admission) -> Call:
    """Return the call with a dedupe word that no other peer can use."""
    if call.dedupe is None:
        return call
    return msgspec.structs.replace(call, dedupe=f"{admission.id}:{call.dedupe}")


def ack_message(ack: Ack, now_us: int) -> CallAck:
    """Return an ack in the form that travels."""
    return CallAck(
        id=ack.id,
        stage=ack.stage.value,
        at_us=ack.at_us or now_us,
        code=ack.code,
        text=ack.text,
        value=ack.value,
    )
