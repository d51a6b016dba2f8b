"""Settings of cameras, with the ranges of their sensors."""

import pytest

from bridge.api import DeviceFeature, JsonScalar
from bridge_sources.framesize import FramesizeScale
from bridge_sources.variables import (
    VARIABLES,
    decode_value,
    encode_value,
    features_for,
    is_wide_sensor,
    number_in,
)

STATUS: dict[str, JsonScalar] = dict.fromkeys(VARIABLES, 0)


def features(**status: JsonScalar) -> dict[str, DeviceFeature]:
    found = features_for(status, FramesizeScale(), can_reboot=False)
    return {feature.name: feature for feature in found}


# As Espressif's camera server has them: the usual range, and the one of the OV3660.
RANGES = [
    ("quality", (0, 63), (0, 63)),
    ("brightness", (-2, 2), (-3, 3)),
    ("contrast", (-2, 2), (-3, 3)),
    ("saturation", (-2, 2), (-4, 4)),
    ("ae_level", (-2, 2), (-5, 5)),
    ("gainceiling", (0, 6), (0, 511)),
    ("special_effect", (0, 6), (0, 6)),
    ("wb_mode", (0, 4), (0, 4)),
    ("aec_value", (0, 1200), (0, 1536)),
    ("agc_gain", (0, 30), (0, 64)),
    ("led_intensity", (0, 255), (0, 255)),
    ("lamp", (0, 100), (0, 100)),
]


@pytest.mark.parametrize(("name", "usual", "wide"), RANGES)
def test_ranges_follow_the_sensor(name: str, usual: tuple[int, int], wide: tuple[int, int]) -> None:
    for extra, expected in (({"0xd3": 4}, usual), ({"0x3400": 1024}, wide)):
        feature = features(**{**STATUS, **extra})[name]
        assert (feature.minimum, feature.maximum) == expected


@pytest.mark.parametrize(
    ("status", "is_wide"),
    [
        ({}, False),
        ({"0xd3": 4, "0x111": 1}, False),
        ({"0x3503": 3}, True),
        ({"saturation": 3}, True),
        ({"aec_value": 1400}, True),
        ({"quality": 63}, False),
    ],
)
def test_sensor_is_told_by_registers_and_values(
    status: dict[str, JsonScalar], is_wide: bool
) -> None:
    assert is_wide_sensor(status) is is_wide


def test_only_what_the_camera_has_is_announced() -> None:
    found = features(quality=12, led_intensity=-1, lamp=-1, framesize=5)
    # Current firmwares leave vflip out of /status; it works all the same.
    assert set(found) == {"quality", "framesize", "resolution", "vflip", "capture"}
    assert found["quality"].default == 12
    assert "640x480" in found["resolution"].choices
    assert set(features()) == {"capture"}


def test_switches_are_true_or_false() -> None:
    found = features(hmirror=1)["hmirror"]
    assert (found.type, found.default) == ("bool", True)
    assert decode_value("hmirror", 1) is True
    assert decode_value("quality", 1) == 1
    assert encode_value("hmirror", True, is_wide=False) == 1


def test_lights_are_outputs() -> None:
    assert features(led_intensity=0)["led_intensity"].kind == "output"


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("brightness", 3, "from -2 to 2"),
        ("quality", "12", "a whole number"),
        ("quality", 1.5, "a whole number"),
        ("hmirror", 2, "true or false"),
        ("reg", 1, "the camera has"),
    ],
)
def test_value_out_of_range_is_refused(name: str, value: JsonScalar, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        encode_value(name, value, is_wide=False)


def test_wide_sensors_take_more() -> None:
    assert encode_value("brightness", 3, is_wide=True) == 3
    assert encode_value("brightness", -2.0, is_wide=False) == -2


@pytest.mark.parametrize(
    ("value", "number"), [(1, 1), (1.0, 1), ("-90", -90), ("x", None), (None, None), (True, 1)]
)
def test_numbers_may_stand_as_text(value: JsonScalar, number: int | None) -> None:
    assert number_in({"rotate": value}, "rotate") == number


def test_sizes_come_first_and_the_number_that_drifts_last() -> None:
    status = {"framesize": 8, "quality": 12, "brightness": 0}
    found = features_for(status, FramesizeScale(), can_reboot=False)
    settings = [feature.name for feature in found if feature.kind == "setting"]
    assert (settings[0], settings[-1]) == ("resolution", "framesize")
