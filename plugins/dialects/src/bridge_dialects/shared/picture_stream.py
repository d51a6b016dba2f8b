"""The endless picture that pages of old show: parts without a length, kept apart by `frame`.

Knows: how the stream is written. Does not know: routes, which camera it is.
"""

from types import TracebackType
from typing import Self

import trio
from quart.wrappers.response import ResponseBody

from bridge.api import Sample
from bridge_dialects.shared.camera_watch import CameraWatch

CONTENT_TYPE = "multipart/x-mixed-replace; boundary=frame"
_OPENING = b"--frame\r\n"


def part_of(jpeg: bytes) -> bytes:
    """Return one part. It ends with the next boundary, so that browsers show it at once."""
    return b"Content-Type: image/jpeg\r\n\r\n%b\r\n--frame\r\n" % jpeg


def _shared_part(sample: Sample) -> bytes:
    return sample.memo.get("plain mjpeg part", lambda: part_of(sample.payload))


class PictureStream(ResponseBody):
    """A body that goes on until its reader leaves; `newest` is shown first."""

    def __init__(self, watch: CameraWatch, newest: bytes | None) -> None:
        self._watch = watch
        self._opening: bytes | None = _OPENING
        if newest is not None:
            self._opening = _OPENING + part_of(newest)

    async def __aenter__(self) -> Self:
        self._watch.__enter__()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._watch.__exit__(exc_type, exc_value, tb)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        if self._opening is not None:
            opening, self._opening = self._opening, None
            return opening
        try:
            return _shared_part(await self._watch.next_picture())
        except trio.EndOfChannel:
            raise StopAsyncIteration from None
