"""H.264 as an MPEG transport stream, written in memory.

Knows: access units and their times. Does not know: links, cameras. Loads FFmpeg; no
encoder is opened, pictures are packed as they are.
"""

from fractions import Fraction

import av

TICKS_PER_S = 90_000
TICK = Fraction(1, TICKS_PER_S)
# FFmpeg wants to know a size and a rate; neither of them is written.
_NOMINAL = {"width": 640, "height": 480}
_NOMINAL_FPS = 30
_OPTIONS = {
    # Each unit leaves as soon as it is written.
    "flush_packets": "1",
    # With its length a player knows that a picture is whole before the next one begins.
    "omit_video_pes_length": "0",
}


class TransportStream:
    """The stream of one viewer: its time begins at 0 with the first unit.

    Tables come first and again before each key frame, each unit has its delimiter, and
    the counters of packets go on without a gap whatever was dropped between two units.
    """

    def __init__(self) -> None:
        self._written = _Written()
        self._container = av.open(self._written, "w", format="mpegts", options=_OPTIONS)
        self._container.metadata["service_name"] = "gamebridge"
        self._stream = self._container.add_mux_stream(
            "h264", rate=_NOMINAL_FPS, time_base=TICK, **_NOMINAL
        )
        self._first_us: int | None = None
        self._last_ticks = -1

    def write(self, unit: bytes, captured_us: int, *, is_key_frame: bool) -> bytes:
        """Return the packets of an access unit in Annex B. ValueError if it is none."""
        if self._first_us is None:
            self._first_us = captured_us
        ticks = (captured_us - self._first_us) * TICKS_PER_S // 1_000_000
        # Two units at one time, or backwards, are no stream.
        self._last_ticks = max(ticks, self._last_ticks + 1)
        packet = av.Packet(unit)
        packet.stream = self._stream
        packet.time_base = TICK
        packet.pts = packet.dts = self._last_ticks
        packet.is_keyframe = is_key_frame
        self._container.mux(packet)
        return self._written.take()


class _Written:
    """A file that is emptied as it is written."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        """Take what FFmpeg writes; its buffer is used again."""
        self._pieces.append(bytes(piece))
        return len(piece)

    def take(self) -> bytes:
        """Return what was written since the last call."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
