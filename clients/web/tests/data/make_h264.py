"""Write h264.json beside this file: short real H.264 streams for the web client's tests.

Run it with the repository's Python when another kind of stream is needed.
"""

import json
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

STREAMS = {
    "baseline_64x48": (64, 48, "yuv420p", {"profile": "baseline"}),
    "high_100x60": (100, 60, "yuv420p", {"profile": "high", "preset": "medium"}),
    "high422_96x34": (96, 34, "yuv422p", {"profile": "high422", "preset": "medium"}),
}
FRAMES = 4


def encode(width: int, height: int, pixel_format: str, options: dict[str, str]) -> list[str]:
    """Return the access units of a moving gradient as hexadecimal text."""
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, pixel_format
    encoder.time_base, encoder.gop_size = Fraction(1, 30), FRAMES
    encoder.options = {
        "tune": "zerolatency",
        "preset": "ultrafast",
        "crf": "35",
        "sc_threshold": "0",
        **options,
    }
    units = []
    for number in range(FRAMES):
        ramp = np.linspace(0, 200, width, dtype=np.uint8) + number * 8
        picture = np.repeat(np.tile(ramp, (height, 1))[..., None], 3, axis=2)
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format=pixel_format)
        frame.pts = number
        units.append(b"".join(bytes(packet) for packet in encoder.encode(frame)).hex())
    return units


def main() -> None:
    """Write the file."""
    streams = {
        name: {"widthPx": width, "heightPx": height, "units": encode(width, height, fmt, options)}
        for name, (width, height, fmt, options) in STREAMS.items()
    }
    target = Path(__file__).with_name("h264.json")
    target.write_text(json.dumps(streams, indent=1) + "\n")


if __name__ == "__main__":
    main()
