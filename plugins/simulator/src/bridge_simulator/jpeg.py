"""Pictures to JPEG files as an ESP32's sensor makes them: baseline, 4:2:2, fixed tables."""

from fractions import Fraction

import av
import numpy as np
from av.codec.context import Flags
from av.video.codeccontext import VideoCodecContext

from bridge.api import BridgeError
from bridge_simulator.choices import BEST_QUALITY, WORST_QUALITY

_LAMBDA_PER_STEP = 118  # The codec's own unit of quantiser steps.
_CODEC_MIN_STEP, _CODEC_MAX_STEP = 2, 31


def quantiser_from_quality(quality: int) -> int:
    """Return the codec's quantiser step for a sensor's quality, 4 (best) to 63.

    So the sensor's usual 12 gives about 25 kB for VGA, as real boards have it.
    """
    if not BEST_QUALITY <= quality <= WORST_QUALITY:
        raise ValueError(f"quality {quality}: expected {BEST_QUALITY} (best) to {WORST_QUALITY}")
    return min(max(round(quality * 0.55), _CODEC_MIN_STEP), _CODEC_MAX_STEP)


class JpegEncoder:
    """Encodes pictures of one size and quality. One thread at a time."""

    def __init__(self, width_px: int, height_px: int, quality: int) -> None:
        self._step = quantiser_from_quality(quality)
        self._frame = av.VideoFrame(width_px, height_px, "yuvj422p")
        self.luma, self.blue, self.red = (
            np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[
                :, : plane.width
            ]
            for plane in self._frame.planes
        )
        self._codec = _open_codec(width_px, height_px, self._step)
        self._count = 0

    def encode(self) -> bytes:
        """Return what the planes `luma`, `blue` and `red` hold as one JPEG file."""
        self._frame.pts = self._count
        self._count += 1
        packets = self._codec.encode(self._frame)
        if len(packets) != 1:
            raise BridgeError(f"JPEG encoder gave {len(packets)} files for one picture")
        return bytes(packets[0])


def _open_codec(width_px: int, height_px: int, step: int) -> VideoCodecContext:
    codec = av.CodecContext.create("mjpeg", "w")
    if not isinstance(codec, VideoCodecContext):
        raise BridgeError("this build of FFmpeg has no JPEG encoder")
    codec.width, codec.height, codec.pix_fmt = width_px, height_px, "yuvj422p"
    codec.time_base = Fraction(1, 30)
    # Slices would only cost: a picture takes less than a millisecond.
    codec.thread_count = 1
    codec.qmin = codec.qmax = step
    codec.global_quality = step * _LAMBDA_PER_STEP
    # Sensors have the standard Huffman tables; the optimal ones take a second pass.
    codec.options = {"huffman": "default"}
    # Without the flag the codec signs every file with a comment of its version.
    codec.flags |= Flags.qscale | Flags.bitexact
    return codec
