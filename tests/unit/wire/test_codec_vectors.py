"""Each valid text is read as it is meant and written as it stands."""

import json
from typing import TYPE_CHECKING

import msgspec

from bridge.wire.codec import decode_bridge_text, decode_peer_text

if TYPE_CHECKING:
    from tests.unit.wire.conftest import Vector


def _read(vector: "Vector") -> list[object]:
    """Return the messages of a text vector."""
    text = vector.text or ""
    decode = decode_peer_text if vector.direction == "to_bridge" else decode_bridge_text
    parsed = decode(text)
    return list(parsed) if isinstance(parsed, tuple) else [parsed]


def test_reading_and_writing_a_message_gives_it_back(control_vector: "Vector") -> None:
    messages = _read(control_vector)
    written = [json.loads(msgspec.json.encode(message)) for message in messages]
    expected = control_vector.message
    assert written == (expected if isinstance(expected, list) else [expected])


def test_a_later_or_another_writer_is_understood(
    tolerant_text: "Vector", valid_vectors: dict[str, "Vector"]
) -> None:
    (message,) = _read(tolerant_text)
    written = json.loads(msgspec.json.encode(message))
    assert written == valid_vectors[tolerant_text.means].message
