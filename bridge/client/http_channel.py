"""One topic that a device publishes by POST."""

from collections.abc import Awaitable, Callable

import msgspec
from msgspec import Raw

from bridge.client.http_link import Headers, Request
from bridge.model.sample import Hop
from bridge.wire.bridge_messages import IngestAnswer
from bridge.wire.constants import INGEST_PATH
from bridge.wire.peer_messages import SampleText
from bridge.wire.values import Value, encode_value

Post = Callable[[Request], Awaitable[IngestAnswer]]
BridgeTime = Callable[[int | None], int]


class HttpChannel:
    """Publishes like `bridge.client.Channel`, one request for each sample."""

    def __init__(self, topic: str, tail: str, post: Post, bridge_time: BridgeTime) -> None:
        self.topic = topic
        self.sent = 0
        self._target = f"{INGEST_PATH}/{topic.split('/')[1]}/{tail}"
        self._post = post
        self._bridge_time = bridge_time

    async def publish(  # noqa: PLR0913 - the same marks as those of Channel.
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
        """Send a value or a JPEG picture; returns when the bridge has it.

        ValueError for both or neither, and for flags or hops, which headers cannot say;
        ClientRefused when the bridge will not take it, ClientClosed when it is gone.
        """
        if (value is None) == (not payload) or flags or hops:
            raise ValueError(
                f"{self.topic}: one of value and payload, without flags and hops, goes by HTTP"
            )
        self.sent += 1
        known_us = self._bridge_time(device_us) if captured_us is None else captured_us
        body = payload if value is None else encode_value(value, "msgpack")
        media = "image/jpeg" if value is None else "application/msgpack"
        headers = _headers(self.sent, known_us, device_us, frame_seq)
        await self._post(Request(self._target, (("Content-Type", media), *headers), body))

    def sample(
        self,
        value: msgspec.Struct | Value,
        *,
        captured_us: int | None = None,
        device_us: int | None = None,
    ) -> SampleText:
        """Return a value as text, for `HttpDevice.publish_together`."""
        self.sent += 1
        return SampleText(
            value=Raw(encode_value(value, "json")),
            topic=self.topic,
            seq=self.sent,
            captured_us=self._bridge_time(device_us) if captured_us is None else captured_us,
            device_us=device_us,
        )


def _headers(seq: int, captured_us: int, device_us: int | None, frame_seq: int | None) -> Headers:
    found = [("Gamebridge-Seq", str(seq)), ("Gamebridge-Captured-Us", str(captured_us))]
    if device_us is not None:
        found.append(("Gamebridge-Device-Us", str(device_us)))
    if frame_seq is not None:
        found.append(("Gamebridge-Frame-Seq", str(frame_seq)))
    return tuple(found)
