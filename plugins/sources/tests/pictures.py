"""JPEG files whose segments are real and whose scan is made up."""

import random


def segment(marker: int, body: bytes) -> bytes:
    """Return one segment."""
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body


def build_jpeg(
    width_px: int = 320, height_px: int = 240, *, seed: int = 0, thumbnail: bool = False
) -> bytes:
    """Return a picture of that size; one with a thumbnail has an end marker inside."""
    scan = random.Random(seed).randbytes(300).replace(b"\xff", b"\xff\x00") + b"\xff\xd0ab"
    frame = b"\x08" + height_px.to_bytes(2, "big") + width_px.to_bytes(2, "big")
    exif = segment(0xE1, b"Exif\0\0" + build_jpeg(16, 16, seed=seed + 1)) if thumbnail else b""
    return (
        b"\xff\xd8"
        + segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
        + exif
        + segment(0xC0, frame + b"\x01\x01\x11\x00")
        + segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")
        + scan
        + b"\xff\xd9"
    )
