"""A recorded camera as an MP4 file, with the times at which its pictures were captured.

H.264 goes over as it is; JPEG is decoded and encoded. Long work: it belongs into a thread.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import av
from av.container import OutputContainer
from av.video.frame import PictureType
from av.video.stream import VideoStream

from bridge.api import Media
from bridge_recorder.picture_source import (
    TICKS_PER_S,
    ExportRefused,
    PictureTopic,
    TimedPicture,
    choose_topic,
    timed_pictures,
)

TICK = Fraction(1, TICKS_PER_S)
# The index goes to the front, so that a browser plays while it loads.
_CONTAINER_OPTIONS = {"movflags": "+faststart"}
# Pictures that refer to later ones would shift the times of the track by a frame or two.
_ENCODER_OPTIONS = {"preset": "veryfast", "crf": "21", "bf": "0"}
# Four times what the gate for devices lets through; a decoder must not be asked for more.
_DECODER_OPTIONS = {"max_pixels": str(4 * 2048 * 1536)}
_START_CODE = b"\0\0\1"
_PARAMETER_SETS = (7, 8)

OnProgress = Callable[[int, int], None]  # Pictures so far, pictures in all. May raise.


@dataclass(frozen=True, slots=True)
class Film:
    """What an export came to. `left_out` pictures could not be shown."""

    topic: str
    pictures: int
    left_out: int
    duration_us: int


def export_mp4(source: Path, wanted: str | None, target: Path, on_progress: OnProgress) -> Film:
    """Write a camera of a recording to `target`; it appears there when it is complete.

    ExportRefused says why there is nothing to show. An exception of `on_progress` stops
    the work and reaches the caller.
    """
    topic = choose_topic(source, wanted)
    part = target.resolve().with_name(target.name + ".part")
    try:
        with av.open(str(part), "w", format="mp4", options=_CONTAINER_OPTIONS) as container:
            film = _write(container, topic, timed_pictures(source, topic), on_progress)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return film


def _write(
    container: OutputContainer,
    topic: PictureTopic,
    pictures: Iterator[TimedPicture],
    on_progress: OnProgress,
) -> Film:
    shown = seen = end_ticks = 0
    track: _CopiedTrack | _EncodedTrack | None = None
    for timed in pictures:
        if track is None:
            track = _open_track(container, topic, timed)
        if track is not None and track.add(timed):
            shown += 1
            end_ticks = timed.at_ticks + timed.shown_ticks
        seen += 1
        on_progress(seen, topic.count)
    if track is None or not shown:
        raise ExportRefused(f"{topic.topic}: no picture of it can be shown")
    track.finish()
    return Film(topic.topic, shown, seen - shown, end_ticks * 1_000_000 // TICKS_PER_S)


def _open_track(
    container: OutputContainer, topic: PictureTopic, first: TimedPicture
) -> "_CopiedTrack | _EncodedTrack | None":
    """Return the track that begins with a picture, or None if it cannot begin with it."""
    with contextlib.suppress(av.FFmpegError, IndexError):
        if topic.media is Media.H264:
            return _CopiedTrack(container, first.picture.payload)
        return _EncodedTrack(container, first.picture.payload)
    return None


class _CopiedTrack:
    """H.264 access units, moved into the film without being decoded."""

    def __init__(self, container: OutputContainer, first_unit: bytes) -> None:
        self._container = container
        self._parameters = parameter_sets(first_unit)
        self._goes_on = True
        # A demuxer that looks at the first unit finds size and parameters for the track.
        with av.open(BytesIO(first_unit), "r", format="h264") as probe:
            self._stream = container.add_stream_from_template(probe.streams.video[0])
        self._stream.time_base = TICK

    def add(self, timed: TimedPicture) -> bool:
        """Add a picture. What was coded with other parameters cannot be in one track."""
        picture = timed.picture
        if picture.is_key_frame:
            self._goes_on = parameter_sets(picture.payload) in (self._parameters, ())
        if not self._goes_on:
            return False
        packet = av.Packet(picture.payload)
        packet.stream = self._stream
        packet.time_base = TICK
        packet.pts = packet.dts = timed.at_ticks
        packet.duration = timed.shown_ticks
        packet.is_keyframe = picture.is_key_frame
        self._container.mux(packet)
        return True

    def finish(self) -> None:
        """Nothing is held back."""


class _EncodedTrack:
    """JPEG pictures, decoded and encoded. All have the size of the first one."""

    def __init__(self, container: OutputContainer, first_file: bytes) -> None:
        self._container = container
        decoder = av.CodecContext.create("mjpeg", "r")
        assert isinstance(decoder, av.VideoCodecContext)
        decoder.options = dict(_DECODER_OPTIONS)
        self._decoder = decoder
        first = self._decode(first_file)
        # Chroma is stored for blocks of two by two pixels, so both sides are even.
        self._width, self._height = max(2, first.width & ~1), max(2, first.height & ~1)
        self._stream = self._open_encoder()
        self._shown_ticks: dict[int, int] = {}

    def _open_encoder(self) -> VideoStream:
        stream = self._container.add_stream("libx264", rate=30, options=dict(_ENCODER_OPTIONS))
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = self._width, self._height, "yuv420p"
        stream.codec_context.time_base = TICK
        return stream

    def _decode(self, file: bytes) -> av.VideoFrame:
        return self._decoder.decode(av.Packet(file))[0]

    def add(self, timed: TimedPicture) -> bool:
        """Add a picture; one that cannot be decoded is left out."""
        try:
            frame = self._decode(timed.picture.payload)
        except (av.FFmpegError, IndexError):
            return False
        frame = frame.reformat(self._width, self._height, "yuv420p")
        # Every decoded JPEG says that it is a key frame, and the encoder would obey.
        frame.pict_type = PictureType.NONE
        frame.pts, frame.time_base = timed.at_ticks, TICK
        self._shown_ticks[timed.at_ticks] = timed.shown_ticks
        self._mux(frame)
        return True

    def _mux(self, frame: av.VideoFrame | None) -> None:
        for packet in self._stream.encode(frame):
            if packet.pts is not None:
                packet.duration = self._shown_ticks.pop(packet.pts, 0)
            self._container.mux(packet)

    def finish(self) -> None:
        """Write the pictures that the encoder still holds."""
        self._mux(None)


def parameter_sets(unit: bytes) -> tuple[bytes, ...]:
    """Return the parameter sets of an access unit in Annex B."""
    pieces = (piece.rstrip(b"\0") for piece in unit.split(_START_CODE))
    return tuple(piece for piece in pieces if piece and piece[0] & 0x1F in _PARAMETER_SETS)
