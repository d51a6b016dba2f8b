"""What an admitted peer publishes: looked at, dated and handed to the hub, without waiting.

Knows: which topics the peer may write, gates, the hub. Does not know: the link.
"""

from typing import TYPE_CHECKING

import msgspec

from bridge.hub.drops import DropCounts
from bridge.model.delivery import DropReason
from bridge.model.errors import RemoteProtocolError, SampleRefused
from bridge.model.sample import Hop, Sample
from bridge.model.topics import Media, TopicSpec
from bridge.plugin.admission import Admission, Verb
from bridge.transport.session_context import SessionContext
from bridge.wire.bridge_messages import ChannelGrant
from bridge.wire.dialect import FrameArrived, Times
from bridge.wire.native_events import SampleArrived
from bridge.wire.peer_messages import ChannelOffer
from bridge.wire.shape import value_fault

if TYPE_CHECKING:
    from collections.abc import Callable

_MEDIA_OF = {"value": None, "jpeg": Media.JPEG, "h264": Media.H264}
RECEIVED = "received"
PUBLISHED = "published"


class PublisherSide:
    """The writing half of a session.

    Every sample carries two hops of the bridge, `received` and `published`; they are the
    same for all subscribers, so that a sample is encoded once.
    """

    def __init__(self, context: SessionContext, admission: Admission) -> None:
        self._context = context
        self._admission = admission
        self._open: dict[str, TopicSpec] = {}
        self._leave: dict[str, Callable[[], None]] = {}
        self.drops = DropCounts()

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics that the peer has written or advertised."""
        return tuple(self._open)

    def open_topic(self, topic: str) -> TopicSpec:
        """Return what a topic carries, or raise RemoteProtocolError why it may not be written."""
        spec = self._open.get(topic)
        if spec is not None:
            return spec
        if not self._context.authorize(self._admission, Verb.PUBLISH, topic):
            raise RemoteProtocolError("forbidden", f"{self._admission.id} may not write {topic!r}")
        try:
            known = self._context.hub.announce(topic)
        except ValueError as error:
            raise RemoteProtocolError("no_such_topic", str(error)) from None
        self._open[topic] = known.spec
        self._leave[topic] = known.writers.enter()
        return known.spec

    def withdraw(self, topic: str) -> None:
        """Note that the peer does not write a topic any more; it may begin again."""
        self._open.pop(topic, None)
        leave = self._leave.pop(topic, None)
        if leave is not None:
            leave()

    def close(self) -> None:
        """Note that the peer writes nothing any more."""
        for topic in tuple(self._open):
            self.withdraw(topic)

    def grant(self, offer: ChannelOffer) -> ChannelGrant:
        """Return the channel for an offer, or raise RemoteProtocolError why there is none."""
        spec = self.open_topic(offer.topic)
        if offer.schema is not None and offer.schema != spec.schema_id:
            text = f"{offer.topic} carries {spec.schema_id}, not {offer.schema}"
            raise RemoteProtocolError("schema_mismatch", text)
        return ChannelGrant(channel=offer.channel, topic=offer.topic, schema=spec.schema_id)

    def publish(self, event: FrameArrived | SampleArrived, received_us: int) -> Sample:
        """Hand a sample to the hub; RemoteProtocolError `bad_value` and such if it is not one."""
        try:
            if isinstance(event, FrameArrived):
                topic = f"device/{self._admission.id}/camera/jpeg"
                return self.publish_media(topic, event.jpeg, event.times, received_us)
            return self._publish_sample(event, received_us)
        except RemoteProtocolError:
            self.drops.add(DropReason.REFUSED)
            raise

    def _publish_sample(self, event: SampleArrived, received_us: int) -> Sample:
        spec = self.open_topic(event.topic)
        if spec.media is not _MEDIA_OF[event.kind]:
            raise value_fault(f"{event.topic} carries {spec.schema_id}, not a {event.kind}")
        if spec.schema is None:
            return self.publish_media(event.topic, event.data, event.times, received_us)
        value = event.value_as(spec.schema)
        return self.publish_value(event.topic, value, event.times, received_us)

    def publish_value(
        self, topic: str, value: msgspec.Struct, times: Times, received_us: int
    ) -> Sample:
        """Hand a value to the hub; RemoteProtocolError if the peer may not write the topic,
        TypeError if it carries another type."""
        self.open_topic(topic)
        return self._context.hub.publish(
            topic,
            value,
            captured_us=times.captured_us,
            received_us=received_us,
            device_us=times.device_us,
            frame_seq=times.frame_seq,
            flags=times.flags,
            hops=self._hops(times, received_us),
        )

    def publish_media(self, topic: str, payload: bytes, times: Times, received_us: int) -> Sample:
        """Hand a picture to the hub; RemoteProtocolError if the peer may not write the topic,
        if it carries values, or if the gate refuses the picture."""
        spec = self.open_topic(topic)
        media = spec.media
        if media is None:
            raise value_fault(f"{topic} carries {spec.schema_id}, not pictures")
        gate = self._context.find_gate(media)
        if gate is not None:
            try:
                payload = gate(payload)
            except SampleRefused as error:
                raise value_fault(f"{topic}: {error.reason}: {error}") from None
        return self._context.hub.publish(
            topic,
            payload=payload,
            captured_us=times.captured_us,
            received_us=received_us,
            device_us=times.device_us,
            frame_seq=times.frame_seq,
            flags=times.flags,
            hops=self._hops(times, received_us),
        )

    def _hops(self, times: Times, received_us: int) -> tuple[Hop, ...]:
        published = Hop(PUBLISHED, self._context.clock.now_us())
        return (*times.hops, Hop(RECEIVED, received_us), published)
