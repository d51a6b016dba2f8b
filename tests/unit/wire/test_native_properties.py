"""Whatever a peer sends, in whatever order: events, and never an exception."""

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.wire.dialect import CallRequested, Closed
from bridge.wire.native import State

if TYPE_CHECKING:
    from tests.unit.wire.conftest import BridgeEnd, OpenSession, Vector

_PICKS = st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(0, 400), st.binary(max_size=6), st.booleans()),
    max_size=25,
)


@pytest.fixture(scope="module")
def messages(valid_vectors: dict[str, "Vector"]) -> list[str | bytes]:
    """Return every valid message, of both directions."""
    return [vector.wire_message() for vector in valid_vectors.values()]


def _mutated(message: str | bytes, position: int, extra: bytes) -> str | bytes:
    if isinstance(message, bytes):
        return message[:position] + extra + message[position + len(extra) :]
    return message[:position] + extra.decode("latin-1") + message[position + len(extra) :]


def _say_all(
    end: "BridgeEnd",
    messages: list[str | bytes],
    picks: list[tuple[int, int, bytes, bool]],
) -> None:
    calls = 0
    for number, position, extra, is_broken in picks:
        message = messages[number % len(messages)]
        end.now_us += 10_000
        events = end.say(_mutated(message, position, extra) if is_broken else message)
        calls += sum(isinstance(event, CallRequested) for event in events)
        is_over = any(isinstance(event, Closed) for event in events)
        assert is_over <= (end.protocol.state is State.CLOSED)
    # Nobody answered any call here, so no more than eight can be open.
    assert calls <= 8


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(_PICKS, st.sampled_from(["hello", "proof", "ready"]), st.sampled_from(["device", "game"]))
def test_no_sequence_of_messages_raises(
    open_session: "OpenSession",
    messages: list[str | bytes],
    picks: list[tuple[int, int, bytes, bool]],
    state: str,
    role: str,
) -> None:
    end = open_session(state, "device" if role == "device" else "game", key="any")
    _say_all(end, messages, picks)
