"""An admitted peer of another system, and what is done when it does something.

Knows: the sides of a session and the command desk. Does not know: the link, how the peer
was admitted.
"""

from collections.abc import Callable

from bridge.model.commands import Ack
from bridge.model.errors import RemoteProtocolError
from bridge.plugin.admission import Admission, Role, Verb
from bridge.transport.calls import place_call
from bridge.transport.device_events import publish_event
from bridge.transport.device_side import DeviceSide
from bridge.transport.foreign_reader import ForeignReader
from bridge.transport.inbound_rates import PictureRate
from bridge.transport.publisher_side import PublisherSide
from bridge.transport.session_context import SessionContext
from bridge.wire.dialect import (
    CallRequested,
    ClaimMade,
    CommandAcked,
    Event,
    ForeignDialect,
    FrameArrived,
    SamplesWanted,
)


class ForeignPeer:
    """A peer from its admission to the end of its link.

    `on_ack` hears what becomes of the peer's own calls. Events that cannot be obeyed
    raise RemoteProtocolError; they are faults to count, and no reason to end anything.
    """

    def __init__(
        self,
        context: SessionContext,
        admission: Admission,
        dialect: ForeignDialect,
        *,
        wake: Callable[[], None],
        on_ack: Callable[[Ack], None],
    ) -> None:
        self.admission = admission
        self._context = context
        context.peers.enter(admission)
        self._dialect = dialect
        self._on_ack = on_ack
        self._publisher = PublisherSide(context, admission)
        self._rate = PictureRate(context.limits)
        self._device: DeviceSide | None = None
        self.reader = ForeignReader(context, admission, dialect, wake)

    def join(self, claim: ClaimMade, address: str, device: DeviceSide) -> None:
        """Enter the directory, if the peer is a device."""
        if self.admission.role is Role.DEVICE:
            self._device = device
            device.join(claim, "ws", address, self._dialect.name)

    def obey(self, event: Event, received_us: int) -> None:
        """Do what an event asks for."""
        match event:
            case SamplesWanted():
                if not self.reader.want(event):
                    text = f"nothing of {', '.join(event.patterns)} may be read"
                    raise RemoteProtocolError("forbidden", text)
            case CallRequested(call):
                place_call(self._context, self.admission, call, self._on_ack, holder=self)
            case CommandAcked(ack):
                if self._device is not None:
                    self._device.acknowledge(ack)
            case FrameArrived() if not self._rate.admits(received_us):
                raise RemoteProtocolError("rate", "too many pictures per second")
            case _:
                self._publish(event, received_us)

    def _publish(self, event: Event, received_us: int) -> None:
        sample = publish_event(self._publisher, self.admission.id, event, received_us)
        if sample is not None and self._device is not None:
            self._device.note_topic(sample.topic)

    def has_lost_its_rights(self) -> bool:
        """Tell whether what the peer does was forbidden since it began."""
        is_writer = all(
            self._context.authorize(self.admission, Verb.PUBLISH, topic)
            for topic in self._publisher.topics
        )
        return not (is_writer and self.reader.may_still_read())

    def close(self, reason: str) -> None:
        """End everything that the peer has open."""
        self.reader.close()
        self._publisher.close()
        self._context.safe_stop.release(self)
        self._context.peers.leave(self.admission)
        self._context.bridge_calls.abandon(self._on_ack)
        if self._device is not None:
            self._device.leave(reason)
