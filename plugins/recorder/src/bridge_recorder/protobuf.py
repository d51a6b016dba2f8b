"""Just enough of the protobuf wire format for messages with a dozen flat fields.

Knows: tags, varints, length prefixes. Does not know: what the messages mean.
"""

from collections.abc import Iterator
from typing import Literal

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
# Ten groups of seven bits hold 64 bits; a longer varint is damage.
MAX_VARINT_BYTES = 10

FieldType = Literal["int64", "uint32", "string", "bytes", "message", "int32"]
# Numbers of google.protobuf.FieldDescriptorProto.Type.
_TYPE_NUMBERS: dict[FieldType, int] = {
    "int64": 3,
    "int32": 5,
    "string": 9,
    "message": 11,
    "bytes": 12,
    "uint32": 13,
}
_LABEL_OPTIONAL = 1


def varint(value: int) -> bytes:
    """Return a whole number as protobuf writes it; negative ones take ten bytes."""
    value &= 0xFFFF_FFFF_FFFF_FFFF
    groups = bytearray()
    while value > 0x7F:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    groups.append(value)
    return bytes(groups)


def number(field: int, value: int) -> bytes:
    """Return a numeric field."""
    return varint(field << 3 | VARINT) + varint(value)


def prefix(field: int, length: int) -> bytes:
    """Return what stands before the `length` bytes of a field."""
    return varint(field << 3 | BYTES) + varint(length)


def block(field: int, content: bytes | str) -> bytes:
    """Return a field of text, bytes or an encoded message."""
    raw = content.encode() if isinstance(content, str) else content
    return prefix(field, len(raw)) + raw


def fields(message: bytes) -> Iterator[tuple[int, int | memoryview]]:
    """Yield the fields of a message in order; ValueError when it is damaged."""
    view = memoryview(message)
    position = 0
    while position < len(view):
        tag, position = _read_varint(view, position)
        kind = tag & 7
        if kind == VARINT:
            value, position = _read_varint(view, position)
            yield tag >> 3, value
            continue
        if kind == BYTES:
            length, position = _read_varint(view, position)
        elif kind in (FIXED32, FIXED64):
            length = 4 if kind == FIXED32 else 8
        else:
            raise ValueError(f"protobuf: field {tag >> 3} has the unknown wire type {kind}")
        end = position + length
        if end > len(view):
            raise ValueError(f"protobuf: field {tag >> 3} ends after the message")
        yield tag >> 3, view[position:end]
        position = end


def _read_varint(view: memoryview, position: int) -> tuple[int, int]:
    value = 0
    for shift, byte in enumerate(view[position : position + MAX_VARINT_BYTES]):
        value |= (byte & 0x7F) << 7 * shift
        if byte < 0x80:
            return value, position + shift + 1
    raise ValueError(f"protobuf: no end of the number at byte {position}")


def signed(value: int) -> int:
    """Return a varint as the int64 that it stands for."""
    return value - (1 << 64) if value >= 1 << 63 else value


def message_type(name: str, members: dict[str, tuple[int, FieldType, str]]) -> bytes:
    """Return a DescriptorProto; `members` maps names to number, type and type name."""
    described = b"".join(
        block(
            2,
            block(1, member)
            + number(3, field)
            + number(4, _LABEL_OPTIONAL)
            + number(5, _TYPE_NUMBERS[kind])
            + (block(6, type_name) if type_name else b""),
        )
        for member, (field, kind, type_name) in members.items()
    )
    return block(1, name) + described


def file_type(path: str, package: str, imports: tuple[str, ...], messages: bytes) -> bytes:
    """Return a FileDescriptorProto in proto3; `messages` are encoded fields 4."""
    imported = b"".join(block(3, name) for name in imports)
    return block(1, path) + block(2, package) + imported + messages + block(12, "proto3")
