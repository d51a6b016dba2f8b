"""Values as JSON, with a JSON Schema that viewers can read.

JSON and not MessagePack: Foxglove and its relatives decode `json` channels without a
plugin, and a person can read them. Media, where size matters, is not JSON.
"""

from collections.abc import Mapping
from typing import TypeGuard

import msgspec

from bridge.api import Sample

MESSAGE_ENCODING = "json"
SCHEMA_ENCODING = "jsonschema"
# The key under which a value keeps what its sample knew besides it. Readers that do not
# know it skip it, as they skip every key that their schema lacks.
SAMPLE_KEY = "_sample"
_PLAIN_TYPES = frozenset({"boolean", "integer", "number", "string"})

Json = Mapping[str, object]


class SampleMarks(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a sample knew besides its value and times."""

    frame_seq: int | None = None
    device_us: int | None = None
    flags: int = 0


def encode_value(sample: Sample) -> bytes:
    """Return the value of a sample as a JSON object, with its marks if there are any."""
    body = msgspec.json.encode(sample.value)
    if not body.startswith(b"{"):  # A schema that is an array; viewers want objects.
        body = b'{"value":' + body + b"}"
    marks = SampleMarks(sample.frame_seq, sample.device_us, sample.flags)
    if marks == SampleMarks():
        return body
    comma = b"," if len(body) > 2 else b""
    key = f'"{SAMPLE_KEY}":'.encode()
    return body[:-1] + comma + key + msgspec.json.encode(marks) + b"}"


def full_schema(schema: type[msgspec.Struct]) -> bytes:
    """Return the whole truth about a value, as msgspec tells it."""
    return msgspec.json.encode(msgspec.json.schema(schema))


def viewer_schema(schema: type[msgspec.Struct]) -> bytes:
    """Return what viewers understand of the whole truth; the rest is left out.

    They want an object without references, alternatives or tuples, and refuse the whole
    channel otherwise. What is left out of `properties` is still in every message.
    """
    whole: Json = msgspec.json.schema(schema)
    definitions = whole.get("$defs")
    found = _simplify(whole, definitions if _is_object(definitions) else {}, depth=0)
    if found is None or found.get("type") != "object":
        found = {"type": "object", "properties": {}}
    title = schema.__name__
    return msgspec.json.encode({"title": title, **found})


def _simplify(node: object, definitions: Json, depth: int) -> Json | None:
    """Return the part of a schema that viewers understand, or None if they would not."""
    # Deeper than any value of ours; a schema may refer to itself.
    if depth > 8 or not _is_object(node):
        return None
    reference = node.get("$ref")
    if isinstance(reference, str):
        return _simplify(definitions.get(reference.rpartition("/")[2]), definitions, depth + 1)
    if node.get("type") == "object":
        return _simplify_object(node, definitions, depth)
    if node.get("type") == "array":
        items = _simplify(node.get("items"), definitions, depth + 1)
        is_flat = items is not None and items["type"] != "array"
        return {"type": "array", "items": items} if is_flat else None
    return _plain(node)


def _simplify_object(node: Json, definitions: Json, depth: int) -> Json | None:
    properties = node.get("properties")
    if not _is_object(properties):
        return None
    kept = {name: _simplify(part, definitions, depth + 1) for name, part in properties.items()}
    return {"type": "object", "properties": {name: part for name, part in kept.items() if part}}


def _plain(node: Json) -> Json | None:
    choices = node.get("enum")
    if isinstance(choices, list) and all(isinstance(choice, str) for choice in choices):
        return {"type": "string"}
    kind = node.get("type")
    return {"type": kind} if kind in _PLAIN_TYPES else None


def _is_object(node: object) -> TypeGuard[Json]:
    return isinstance(node, dict)
