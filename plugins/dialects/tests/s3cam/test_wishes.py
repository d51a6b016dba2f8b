"""A page's words become what the camera that is shown takes."""

import math

import pytest

from bridge.api import Call, DeviceFeature, DeviceState
from bridge_dialects.s3cam.wishes import call_for, value_text


def camera(*features: DeviceFeature) -> DeviceState:
    return DeviceState("cam-1", "Desk", True, 0, features=features)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12, "12"),
        (-2, "-2"),
        (12.0, "12"),
        (0.5, "0.5"),
        (math.inf, "inf"),
        (True, "1"),
        (False, "0"),
        ("speed", "speed"),
        (None, ""),
        ([1], ""),
    ],
)
def test_values_travel_as_text(value: object, text: str) -> None:
    assert value_text(value) == text


def test_choices_may_be_written_with_their_size() -> None:
    sizes = DeviceFeature("framesize", "setting", "enum", choices=("320x240", "VGA (640x480)"))
    assert call_for("1", "resolution", "3", camera(sizes)).args == {"framesize": "320x240"}
    assert call_for("1", "resolution", "5", camera(sizes)).args == {"framesize": "VGA (640x480)"}
    with pytest.raises(ValueError, match="expected one of 320x240"):
        call_for("1", "resolution", "12", camera(sizes))


def test_a_float_setting_takes_a_fraction() -> None:
    gain = DeviceFeature("agc", "setting", "float", 0, 4)
    assert call_for("1", "gain", "0.5", camera(gain)).args == {"agc": 0.5}
    with pytest.raises(ValueError, match="expected a number"):
        call_for("1", "gain", "nan", camera(gain))


def test_an_input_is_nothing_to_command() -> None:
    with pytest.raises(ValueError, match="there is none"):
        call_for("1", "button", "1", camera(DeviceFeature("button", "input", "bool")))


def test_a_camera_that_announced_nothing_judges_for_itself() -> None:
    assert call_for("1", "quality", "12", camera()) == Call("1", "cam-1", "set", {"quality": 12})
    assert call_for("1", "vflip", "1", camera()).args == {"vflip": True}
    assert call_for("1", "dance", "", camera()).method == "dance"
