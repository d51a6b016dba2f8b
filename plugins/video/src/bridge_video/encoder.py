"""x264 for pictures of one size: one picture in, one access unit out, at once."""

from fractions import Fraction

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame

from bridge.api import Picture
from bridge_video.planes import Yuv420Buffer

# How JPEG stores colour, in the code points of ITU-T H.273: bytes of full range, the
# matrix of BT.601, and the primaries and curve of sRGB. Untagged video is taken for
# BT.709 of limited range, and looks washed out.
FULL_RANGE = 2
MATRIX_SMPTE170M = 6
PRIMARIES_BT709 = 1
TRANSFER_SRGB = 13
# Pictures come when they come; the encoder only needs some rate for its headers.
NOMINAL_FPS = 30


class H264Encoder:
    """Encodes pictures of one even size as Annex B, with SPS and PPS before each key frame.

    There are key frames when asked for and no others, but for the first. One thread at
    a time.
    """

    def __init__(self, width: int, height: int, preset: str, crf: int) -> None:
        self._codec = _open_x264(width, height, preset, crf)
        self._buffer = Yuv420Buffer(width, height)
        # The frame is a view of the buffer. x264 copies what it is given, so the same
        # memory serves for every picture.
        self._frame = VideoFrame.from_numpy_buffer(self._buffer.pixels, format="yuvj420p")
        self._count = 0

    def encode(self, picture: Picture, *, key_frame: bool) -> tuple[bytes, bool]:
        """Return the access unit of a picture, and whether a decoder may start there."""
        self._buffer.load(picture)
        frame = self._frame
        frame.pts = self._count
        # Without an explicit "no opinion" the type of the last picture would stay.
        frame.pict_type = PictureType.I if key_frame else PictureType.NONE
        self._count += 1
        packets = self._codec.encode(frame)
        return b"".join(map(bytes, packets)), any(packet.is_keyframe for packet in packets)


def _open_x264(width: int, height: int, preset: str, crf: int) -> VideoCodecContext:
    codec = av.CodecContext.create("libx264", "w")
    if not isinstance(codec, VideoCodecContext):
        raise TypeError(f"the libx264 encoder is a {type(codec).__name__}")
    codec.width, codec.height, codec.pix_fmt = width, height, "yuvj420p"
    codec.framerate = Fraction(NOMINAL_FPS)
    codec.time_base = Fraction(1, NOMINAL_FPS)
    # Two threads at VGA save no time and cost 40 % more of it in total.
    codec.thread_count = 1
    codec.color_range = FULL_RANGE
    codec.colorspace = MATRIX_SMPTE170M
    codec.color_primaries = PRIMARIES_BT709
    codec.color_trc = TRANSFER_SRGB
    codec.options = {
        "preset": preset,
        "tune": "zerolatency",
        "crf": str(crf),
        "forced-idr": "1",
        "x264-params": "keyint=infinite:scenecut=0",
    }
    codec.open()
    return codec
