"""Samples as the body of an endless HTTP response.

Knows: the hub, how a stream is written. Does not know: routes, devices, the server.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import trio
from quart.wrappers.response import ResponseBody

from bridge.api import Delivery, Hub, Sample, Subscription

BOUNDARY = b"gamebridge-picture"


@dataclass(frozen=True, slots=True)
class StreamFormat:
    """How samples are written one after the other."""

    content_type: str
    opening: bytes
    encode: Callable[[Sample], bytes]


def mjpeg_part(sample: Sample) -> bytes:
    """Return a picture as a part of an MJPEG stream, made once for all viewers."""
    return sample.memo.get("mjpeg part", lambda: _encode_part(sample))


def _encode_part(sample: Sample) -> bytes:
    # The boundary of the next part ends this one at once: browsers show a picture when
    # they see what follows it, and would always be one picture late.
    return (
        b"Content-Type: image/jpeg\r\n"
        b"Content-Length: %d\r\n"
        b"Gamebridge-Captured-Us: %d\r\n\r\n%b\r\n--%b\r\n"
        % (sample.size_bytes, sample.captured_us, sample.payload, BOUNDARY)
    )


MJPEG = StreamFormat(
    f"multipart/x-mixed-replace; boundary={BOUNDARY.decode()}",
    b"--" + BOUNDARY + b"\r\n",
    mjpeg_part,
)
ANNEX_B = StreamFormat("video/h264", b"", lambda sample: sample.payload)


class SampleStream(ResponseBody):
    """A response body that goes on until its reader leaves.

    It subscribes when the server begins to send and unsubscribes however sending ends.
    While the reader is slow the subscription drops, and nothing queues here. `newest`
    is shown first, so that a new viewer need not wait.
    """

    def __init__(
        self,
        subscribe: Callable[[], Subscription],
        stream_format: StreamFormat,
        newest: Sample | None = None,
    ) -> None:
        self._subscribe = subscribe
        self._format = stream_format
        # The server sends the response's headers with the first bytes of its body, and
        # so the opening goes out even when it is empty.
        self._opening: bytes | None = stream_format.opening
        if newest is not None:
            self._opening = stream_format.opening + stream_format.encode(newest)
        self._subscription: Subscription | None = None

    async def __aenter__(self) -> Self:
        self._subscription = self._subscribe()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        if self._subscription is not None:
            self._subscription.close()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        if self._opening is not None:
            opening, self._opening = self._opening, None
            return opening
        if self._subscription is None:
            raise RuntimeError("a stream is read before it is entered")
        try:
            return self._format.encode(await self._subscription.receive())
        except trio.EndOfChannel:
            raise StopAsyncIteration from None


def open_stream(
    hub: Hub, topic: str, delivery: Delivery, stream_format: StreamFormat, newest: Sample | None
) -> SampleStream:
    """Return the body that shows `topic`; it subscribes once it is being sent."""

    def subscribe() -> Subscription:
        return hub.subscribe([topic], delivery, name=f"http {stream_format.content_type}")

    return SampleStream(subscribe, stream_format, newest)
