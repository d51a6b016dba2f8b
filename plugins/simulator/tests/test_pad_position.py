"""What can be steered, and what is refused."""

import pytest

from bridge.api import CallRefused, JsonScalar
from bridge_simulator.pad_position import PadPosition, steered


def test_what_is_not_named_stays() -> None:
    held = steered(PadPosition(axis_x=0.3), {"button-a": True, "tilt-y": -0.5})
    assert held == PadPosition(axis_x=0.3, button_a=True, tilt_y_rad=-0.5)


def test_a_button_takes_the_numbers_of_games() -> None:
    assert steered(PadPosition(), {"button-b": 1}).button_b
    assert not steered(PadPosition(button_b=True), {"button-b": 0}).button_b


@pytest.mark.parametrize(
    ("args", "code", "text"),
    [
        ({}, "no_arguments", "as in axis-x=0.5"),
        ({"axis-z": 1}, "no_such_input", "this board has button-a"),
        ({"axis-x": 1.2}, "out_of_range", "axis-x = 1.2: expected -1 to 1"),
        ({"axis-x": True}, "out_of_range", "expected -1 to 1"),
        ({"axis-x": float("nan")}, "out_of_range", "expected -1 to 1"),
        ({"button-a": "yes"}, "out_of_range", "expected true or false"),
    ],
)
def test_what_cannot_be_is_refused_with_its_range(
    args: dict[str, JsonScalar], code: str, text: str
) -> None:
    with pytest.raises(CallRefused, match=text) as refused:
        steered(PadPosition(), args)
    assert refused.value.code == code
