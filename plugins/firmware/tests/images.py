"""Images for tests, made as a linker and esptool make them."""

import hashlib
import struct
from functools import reduce
from operator import xor

DESCRIPTOR_BYTES = 256


def build_image(
    project: str = "gamebridge-pc",
    version: str = "1.1.0",
    chip: int = 0xFF00,
    code: bytes = bytes(range(256)) * 30,
    *,
    date: str = "Nov 28 2026",
    has_digest: bool = True,
) -> bytes:
    """Return an image with one segment that holds a descriptor and `code`."""
    fields = (version, project, "10:00:00", date, "v5.5.5")
    texts = [
        text.encode().ljust(size, b"\0")
        for text, size in zip(fields, (32, 32, 16, 16, 32), strict=True)
    ]
    descriptor = struct.pack("<II8s", 0xABCD5432, 0, bytes(8)) + b"".join(texts)
    segment = descriptor.ljust(DESCRIPTOR_BYTES, b"\0") + code
    header = struct.pack(
        "<BBBBIB3sHBHH4sB", 0xE9, 1, 2, 0x20, 0, 0xEE, bytes(3), chip, 0, 0, 0, bytes(4), has_digest
    )
    image = header + struct.pack("<II", 0x3C000020, len(segment)) + segment
    image = image.ljust(len(image) // 16 * 16 + 15, b"\0") + bytes([reduce(xor, segment, 0xEF)])
    return image + hashlib.sha256(image).digest() if has_digest else image


def build_whole_image(application: bytes, bootloader_at: int = 0) -> bytes:
    """Return an image of a whole flash: bootloader, partition table, application."""
    table = b"".join(
        struct.pack("<HBBII16sI", 0x50AA, kind, sub, offset, size, name, 0)
        for kind, sub, offset, size, name in (
            (1, 2, 0x9000, 0x6000, b"nvs"),
            (0, 0x11, 0x200000, 0x1E0000, b"ota_1"),
            (0, 0x10, 0x20000, 0x1E0000, b"ota_0"),
        )
    )
    bootloader = (b"\xff" * bootloader_at + b"\xe9\x03" + bytes(300)).ljust(0x8000, b"\xff")
    return (bootloader + table).ljust(0x20000, b"\xff") + application
