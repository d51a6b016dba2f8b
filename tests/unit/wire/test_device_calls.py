"""Commands that a board can read."""

import pytest

from bridge.model.commands import Call
from bridge.wire.device_calls import device_call_from


@pytest.mark.parametrize(
    ("deadline_us", "deadline_ms"), [(0, 1), (1, 1), (1001, 2), (5_000_000, 5000)]
)
def test_deadlines_are_rounded_up_to_milliseconds(deadline_us: int, deadline_ms: int) -> None:
    assert device_call_from(Call("b1", "a", "x", {}, deadline_us)).deadline_ms == deadline_ms


def test_a_command_longer_than_a_board_can_read_is_not_sent() -> None:
    device_call_from(Call("b1", "a", "set", {"text": "x" * 8000}))
    with pytest.raises(ValueError, match="fit into a device"):
        device_call_from(Call("b1", "a", "set", {"text": "€" * 3000}))
