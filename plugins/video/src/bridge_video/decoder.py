"""JPEG payloads become pictures, with FFmpeg's Motion-JPEG decoder."""

import av
from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext
from av.video.plane import VideoPlane

from bridge.api import Picture, Plane, SampleRefused
from bridge_video.jpeg_header import SizeWindow

# What the decoder gives for the subsamplings that the gate lets through. The names with a
# j say what is true of the others as well: JPEG uses the full range of a byte.
PIXEL_FORMATS = frozenset(
    ("gray", "yuvj420p", "yuvj422p", "yuvj440p", "yuvj444p", "yuvj411p", "yuv411p")
)
# FFmpeg checks sizes with rows as long as its fastest processor wants them.
ROW_STEP_PX = 128


class JpegDecoder:
    """Decodes the pictures of one camera. Used by one thread at a time.

    It is given what the gate let through; the window is a second bound behind it.
    """

    def __init__(self, window: SizeWindow) -> None:
        codec = av.CodecContext.create("mjpeg", "r")
        if not isinstance(codec, VideoCodecContext):
            raise TypeError(f"the mjpeg decoder is a {type(codec).__name__}")
        # Threads of its own would hold pictures back to fill a pipeline.
        codec.thread_count = 1
        row_px = -(-window.max_width_px // ROW_STEP_PX) * ROW_STEP_PX
        codec.options = {"max_pixels": str(row_px * window.max_height_px)}
        self._codec = codec

    def decode(self, payload: bytes) -> Picture:
        """Return the picture, or raise SampleRefused.

        Its planes are the decoder's own memory, read-only, and stay valid for as long as
        somebody holds them.
        """
        try:
            frames = self._codec.decode(av.Packet(payload))
        except FFmpegError as error:
            raise SampleRefused(
                "undecodable", f"JPEG of {len(payload)} bytes: {error.strerror}"
            ) from None
        if len(frames) != 1:
            raise SampleRefused(
                "undecodable", f"JPEG of {len(payload)} bytes gave {len(frames)} pictures"
            )
        frame = frames[0]
        if frame.format.name not in PIXEL_FORMATS:
            raise SampleRefused("undecodable", f"JPEG with pixels in format {frame.format.name}")
        return Picture(frame.width, frame.height, tuple(map(_plane, frame.planes)))


def _plane(plane: VideoPlane) -> Plane:
    # Rows are padded for the processor, so they lie further apart than they are wide.
    pixels = memoryview(plane).toreadonly()
    return Plane(pixels, plane.width, plane.height, plane.line_size)
