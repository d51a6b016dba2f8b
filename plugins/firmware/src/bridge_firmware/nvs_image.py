"""The image of a store in flash (NVS), made by Espressif's own generator and read back.

Knows: the namespace, pages and entries. Does not know: what the entries mean. The
generator is the optional extra `firmware`, and is loaded when an image is made.
"""

import binascii
import io
import struct
import zlib
from collections.abc import Iterator, Mapping

from bridge.api import BridgeError

# As in firmware/components/bridge_esp32/src/nvs_store.cpp.
NAMESPACE = "gamebridge"
PAGE_BYTES = 4096
_ENTRY_BYTES = 32
_FIRST_ENTRY = 64
_BITMAP_AT = 32
_PAGE_EMPTY = 0xFFFFFFFF
_WRITTEN = 0b10
_U8, _BLOB_DATA = 0x01, 0x42


def build_nvs_image(entries: Mapping[str, bytes], size: int) -> bytes:
    """Return an image of `size` bytes with all entries.

    BridgeError without the generator, ValueError when they do not fit.
    """
    try:
        from esp_idf_nvs_partition_gen import (  # noqa: PLC0415 - an optional extra.
            nvs_partition_gen as generator,
        )
    except ImportError:
        raise BridgeError(
            "what makes such images is not installed: pip install 'gamebridge[firmware]'"
        ) from None
    if size < 3 * PAGE_BYTES or size % PAGE_BYTES:
        raise ValueError(f"a store has at least {3 * PAGE_BYTES} bytes, in steps of {PAGE_BYTES}")
    target = io.BytesIO()
    try:
        # The last page is kept free, for the device to tidy up with.
        store = generator.NVS(target, size - PAGE_BYTES, generator.Page.VERSION2)
        with store:
            store.write_namespace(NAMESPACE)
            for name, content in entries.items():
                store.write_entry(name, binascii.b2a_hex(content).decode(), "hex2bin")
    except generator.InsufficientSizeError:
        raise ValueError(f"the entries do not fit into a store of {size} bytes") from None
    image = target.getvalue()
    if len(image) != size or read_nvs_image(image) != dict(entries):
        raise BridgeError("the image that was made does not hold what it should; nothing was done")
    return image


def read_nvs_image(image: bytes) -> dict[str, bytes]:
    """Return the entries of our namespace; ValueError when the image is damaged."""
    number: int | None = None
    chunks: dict[str, dict[int, bytes]] = {}
    for page in range(0, len(image), PAGE_BYTES):
        for entry, data in _entries(image[page : page + PAGE_BYTES]):
            space, kind, _, chunk = struct.unpack_from("<BBBB", entry)
            name = entry[8:24].partition(b"\0")[0].decode("ascii")
            if space == 0 and kind == _U8 and name == NAMESPACE:
                number = entry[24]
            if space == number and kind == _BLOB_DATA:
                chunks.setdefault(name, {})[chunk] = data
    return {
        name: b"".join(parts[index] for index in sorted(parts)) for name, parts in chunks.items()
    }


def _entries(page: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the heads of a page's entries, each with the data that follows it."""
    if struct.unpack_from("<I", page)[0] == _PAGE_EMPTY:
        return
    index, last = 0, (PAGE_BYTES - _FIRST_ENTRY) // _ENTRY_BYTES
    while index < last:
        state = page[_BITMAP_AT + index // 4] >> (index % 4 * 2) & 0b11
        at = _FIRST_ENTRY + index * _ENTRY_BYTES
        entry = page[at : at + _ENTRY_BYTES]
        span = max(1, entry[2]) if state == _WRITTEN else 1
        if state == _WRITTEN:
            yield entry, _checked_data(entry, page[at + _ENTRY_BYTES : at + span * _ENTRY_BYTES])
        index += span


def _checked_data(entry: bytes, following: bytes) -> bytes:
    if _crc(entry[:4] + entry[8:]) != struct.unpack_from("<I", entry, 4)[0]:
        raise ValueError("an entry of the store is damaged")
    if entry[1] != _BLOB_DATA:
        return b""
    size, crc = struct.unpack_from("<H2xI", entry, 24)
    data = following[:size]
    if len(data) != size or _crc(data) != crc:
        raise ValueError("the data of an entry of the store is damaged")
    return data


def _crc(content: bytes) -> int:
    return zlib.crc32(content, 0xFFFFFFFF) & 0xFFFFFFFF
