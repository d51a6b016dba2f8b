"""What an image for an ESP32 says of itself, and what a wrong file is instead.

Knows: the format of ESP images. Does not know: where images are kept, who wants one.
"""

import hashlib
import struct

import msgspec

MAX_IMAGE_BYTES = 8 * 1024 * 1024
PROJECT_PREFIX = "gamebridge-"
# Header, the head of the first segment, and the descriptor at the start of that segment.
_HEADER = struct.Struct("<BBBBIB3sHBHH4sB")
_SEGMENT = struct.Struct("<II")
_DESCRIPTOR = struct.Struct("<II8s32s32s16s16s32s32s")
_DESCRIPTOR_AT = _HEADER.size + _SEGMENT.size
_IMAGE_MAGIC = 0xE9
_DESCRIPTOR_MAGIC = 0xABCD5432
_CHECKSUM_SEED = 0xEF
_DIGEST_BYTES = 32
# A signature block stands in a sector of its own behind the image.
_SECTOR_BYTES = 4096
_SIGNATURE_MAGIC = 0xE7
_BOOTLOADER_PLACES = (0, 0x1000)
_TABLE_AT = 0x8000
_TABLE_ROWS = 95
_PARTITION = struct.Struct("<HBBII16sI")
_PARTITION_MAGIC = 0x50AA
_APPLICATION_TYPE = 0
# The last one is the virtual device's, which no chip will ever have.
CHIPS = {
    0: "esp32",
    2: "esp32s2",
    5: "esp32c3",
    9: "esp32s3",
    12: "esp32c2",
    13: "esp32c6",
    16: "esp32h2",
    18: "esp32p4",
    0xFF00: "pc",
}
_OTHER_FILES = (
    (b"\x7fELF", "an ELF file, which debuggers read; take the .bin beside it"),
    (b"\xaa\x50", "a partition table; take the application's .bin"),
    (b"PK\x03\x04", "a ZIP archive; unpack it and take the application's .bin"),
    (b"UF2\n", "a UF2 file; take the application's .bin"),
    (b"\x1f\x8b", "a gzip file; unpack it first"),
    (b":", "an Intel HEX file; take the application's .bin"),
)


class Image(msgspec.Struct, frozen=True, kw_only=True):
    """An application for one kind of board. `sha256` is that of the whole file.

    An image that `is_whole` begins with the bootloader, and is for boards at a cable only.
    """

    sha256: str
    size: int
    project: str
    version: str
    chip: str
    built: str
    idf: str
    is_signed: bool
    is_whole: bool = False

    @property
    def board(self) -> str:
        """The board that it was built for."""
        return self.project.removeprefix(PROJECT_PREFIX)


def parse_image(content: bytes) -> Image:
    """Return what an image says of itself; ValueError names what the file is instead."""
    if not content:
        raise ValueError("the file is empty")
    if len(content) > MAX_IMAGE_BYTES:
        raise ValueError(
            f"the file has {len(content)} bytes: an image has at most {MAX_IMAGE_BYTES}"
        )
    at = _application_in_whole(content)
    if at:
        inner = parse_image(content[at:])
        sha256 = hashlib.sha256(content).hexdigest()
        return msgspec.structs.replace(inner, sha256=sha256, size=len(content), is_whole=True)
    if content[0] != _IMAGE_MAGIC:
        raise ValueError(f"this is {_name_other(content)}")
    descriptor = _descriptor_at(content, _DESCRIPTOR_AT)
    if descriptor is None:
        raise ValueError(
            "this is a bootloader or an image without a description; take the application's .bin"
        )
    end = _check_segments(content)
    version, project, time, date, idf = (_text(field) for field in descriptor[3:8])
    if not project.startswith(PROJECT_PREFIX) or not version:
        raise ValueError(
            f"this is {project or 'an application without a name'} {version}".rstrip()
            + f": gamebridge's own firmware is called {PROJECT_PREFIX}BOARD"
        )
    return Image(
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        project=project,
        version=version,
        chip=_chip_of(content),
        built=f"{date} {time}".strip(),
        idf=idf,
        is_signed=_has_signature(content, end),
    )


def _descriptor_at(content: bytes, at: int) -> tuple[object, ...] | None:
    """Return the fields of the application descriptor there, or None."""
    if len(content) < at + _DESCRIPTOR.size:
        return None
    fields = _DESCRIPTOR.unpack_from(content, at)
    return fields if fields[0] == _DESCRIPTOR_MAGIC else None


def _name_other(content: bytes) -> str:
    for magic, words in _OTHER_FILES:
        if content.startswith(magic):
            return words
    blank = content[0] in (0x00, 0xFF) and content[:16] == content[:1] * 16
    if blank and len(content) > _TABLE_AT:
        return "a dump of a whole flash; take the application's .bin"
    if content.lstrip()[:1] == b"<":
        return "a web page; the download went wrong"
    return f"no image for an ESP32: it begins with {content[:4].hex(' ')}, not with e9"


def _application_in_whole(content: bytes) -> int:
    """Return where the first application is in an image that begins with its bootloader, as
    the partition table in it says; 0 when it is no such image."""
    has_bootloader = any(content[at : at + 1] == b"\xe9" for at in _BOOTLOADER_PLACES)
    places = []
    for row in range(_TABLE_ROWS if has_bootloader else 0):
        at = _TABLE_AT + row * _PARTITION.size
        if at + _PARTITION.size > len(content):
            break
        magic, kind, _, offset, *_ = _PARTITION.unpack_from(content, at)
        if magic != _PARTITION_MAGIC:
            break
        if kind == _APPLICATION_TYPE and offset > _TABLE_AT:
            places.append(offset)
    found = min(places, default=0)
    return found if _descriptor_at(content, found + _DESCRIPTOR_AT) is not None else 0


def _check_segments(content: bytes) -> int:
    """Return where the image ends, without a signature; ValueError when it is damaged."""
    count, has_digest = content[1], content[_HEADER.size - 1]
    at, checksum = _HEADER.size, _CHECKSUM_SEED
    for _ in range(count):
        if at + _SEGMENT.size > len(content):
            raise ValueError(_cut_off(content))
        _, size = _SEGMENT.unpack_from(content, at)
        at += _SEGMENT.size
        if at + size > len(content):
            raise ValueError(_cut_off(content))
        checksum ^= _xor(content[at : at + size])
        at += size
    # The checksum is the last byte of a block of 16.
    end = at // 16 * 16 + 16
    if end + (_DIGEST_BYTES if has_digest else 0) > len(content):
        raise ValueError(_cut_off(content))
    if content[end - 1] != checksum:
        raise ValueError("the image is damaged: its checksum is wrong; copy it anew")
    if has_digest and hashlib.sha256(content[:end]).digest() != content[end : end + _DIGEST_BYTES]:
        raise ValueError("the image is damaged: its SHA-256 is wrong; copy it anew")
    return end + (_DIGEST_BYTES if has_digest else 0)


def _xor(content: bytes) -> int:
    """Return all bytes of `content`, combined by exclusive or."""
    value = int.from_bytes(content, "little")
    bits = max(8, (value.bit_length() + 7) // 8 * 8)
    while bits > 8:
        # Halves of whole bytes, so that bytes meet bytes.
        half = (bits // 8 + 1) // 2 * 8
        value = (value >> half) ^ (value & ((1 << half) - 1))
        bits = half
    return value


def _cut_off(content: bytes) -> str:
    return f"the image is cut off after {len(content)} bytes; copy it anew"


def _has_signature(content: bytes, end: int) -> bool:
    at = -(-end // _SECTOR_BYTES) * _SECTOR_BYTES
    return len(content) >= at + _SECTOR_BYTES and content[at] == _SIGNATURE_MAGIC


def _chip_of(content: bytes) -> str:
    number = _HEADER.unpack_from(content)[7]
    chip = CHIPS.get(number)
    if chip is None:
        raise ValueError(f"the image is for a chip of number {number}, which is not known here")
    return chip


def _text(field: object) -> str:
    """Return a text in a field that zeros fill up; ValueError when it is none."""
    assert isinstance(field, bytes)
    raw = field.partition(b"\0")[0]
    if not raw.isascii() or not raw.decode("ascii", "replace").isprintable():
        raise ValueError(f"the image is damaged: {raw[:32]!r} in its description is no text")
    return raw.decode("ascii")
