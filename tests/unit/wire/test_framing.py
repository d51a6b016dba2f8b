"""Frames as RFC 6455 wants them, checked by the library that reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, TextMessage

from bridge.wire.constants import MAX_MESSAGE_BYTES
from bridge.wire.framing import frame_head, frame_message


def _read(data: bytes) -> list[object]:
    connection = Connection(ConnectionType.CLIENT)
    connection.receive_data(data)
    return list(connection.events())


@pytest.mark.parametrize("size_bytes", [0, 1, 125, 126, 127, 65_535, 65_536, 200_000])
def test_a_binary_message_arrives_whole(size_bytes: int) -> None:
    payload = bytes(size_bytes)
    (event,) = _read(frame_message(payload, is_text=False))
    assert isinstance(event, BytesMessage)
    assert bytes(event.data) == payload
    assert event.message_finished


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_a_text_message_arrives_whole(text: str) -> None:
    (event,) = _read(frame_message(text.encode(), is_text=True))
    assert isinstance(event, TextMessage)
    assert event.data == text


def test_what_a_peer_would_refuse_is_not_framed() -> None:
    frame_head(MAX_MESSAGE_BYTES, is_text=False)
    with pytest.raises(ValueError, match="at most"):
        frame_head(MAX_MESSAGE_BYTES + 1, is_text=False)
