"""One topic that a peer publishes."""

from collections.abc import Awaitable, Callable

import msgspec
from msgspec import Raw

from bridge.model.sample import Hop
from bridge.wire.bridge_messages import ChannelGrant
from bridge.wire.codec import encode_control
from bridge.wire.constants import Encoding
from bridge.wire.dialect import Message
from bridge.wire.header import (
    KIND_H264,
    KIND_JPEG,
    KIND_VALUE,
    SampleHeader,
    encode_header,
)
from bridge.wire.peer_messages import SampleText
from bridge.wire.values import Value, encode_value

Send = Callable[[Message], Awaitable[None]]
# Returns the bridge's time for a time of our own clock, None being this moment.
BridgeTime = Callable[[int | None], int]


class Channel:
    """A topic that the bridge lets this peer publish.

        pictures = await client.advertise("device/cam-1/camera/jpeg")
        await pictures.publish(payload=jpeg, device_us=when_it_was_taken_us)

    Publishing waits while the link is busy: take the newest picture afterwards, and
    nothing queues up.
    """

    def __init__(
        self, grant: ChannelGrant, encoding: Encoding, send: Send, bridge_time: BridgeTime
    ) -> None:
        self.number = grant.channel
        self.topic = grant.topic
        self.schema = grant.schema
        self.sent = 0
        self._encoding = encoding
        self._send = send
        self._bridge_time = bridge_time

    async def publish(  # noqa: PLR0913 - one sample has this many times and marks.
        self,
        value: msgspec.Struct | Value | None = None,
        *,
        payload: bytes = b"",
        captured_us: int | None = None,
        device_us: int | None = None,
        frame_seq: int | None = None,
        flags: int = 0,
        hops: tuple[Hop, ...] = (),
    ) -> None:
        """Send a value or a media payload.

        `captured_us` is on the bridge's clock; without it, it follows from `device_us`
        (our own clock), and without that it is now. ValueError for both or neither of
        value and payload; ClientClosed when the link is gone.
        """
        if (value is None) == (not payload):
            raise ValueError(f"{self.topic}: a sample has a value or a payload, and not both")
        self.sent += 1
        header = SampleHeader(
            kind=self._kind(payload),
            subscription=self.number,
            seq=self.sent,
            captured_us=self._bridge_time(device_us) if captured_us is None else captured_us,
            flags=flags,
            device_us=device_us,
            frame_seq=frame_seq,
            hops=hops,
        )
        if value is None:
            await self._send(encode_header(header) + payload)
        elif self._encoding == "msgpack":
            await self._send(encode_header(header) + encode_value(value, "msgpack"))
        else:
            await self._send(_text_of(header, value))

    def sample(
        self,
        value: msgspec.Struct | Value,
        *,
        captured_us: int | None = None,
        device_us: int | None = None,
        hops: tuple[Hop, ...] = (),
    ) -> SampleText:
        """Return a value as text, for `Client.publish_together`; times as in `publish`."""
        self.sent += 1
        return SampleText(
            value=Raw(encode_value(value, "json")),
            channel=self.number,
            seq=self.sent,
            captured_us=self._bridge_time(device_us) if captured_us is None else captured_us,
            device_us=device_us,
            hops=hops,
        )

    def _kind(self, payload: bytes) -> int:
        if not payload:
            return KIND_VALUE
        return KIND_H264 if self.schema.startswith("h264@") else KIND_JPEG


def _text_of(header: SampleHeader, value: msgspec.Struct | Value) -> str:
    return encode_control(
        SampleText(
            value=Raw(encode_value(value, "json")),
            channel=header.subscription,
            seq=header.seq,
            captured_us=header.captured_us,
            device_us=header.device_us,
            frame_seq=header.frame_seq,
            flags=header.flags,
            hops=header.hops,
        )
    )
