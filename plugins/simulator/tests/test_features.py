"""Settings are checked like a device checks them."""

import pytest

from bridge.api import CallRefused, JsonScalar
from bridge_simulator.features import (
    CameraSettings,
    camera_features,
    changed_settings,
)

START = CameraSettings()


@pytest.mark.parametrize(
    ("name", "given", "applied"),
    [
        ("framesize", "XGA", "XGA"),
        ("quality", 63, 63),
        ("quality", "20", 20),
        ("fps", 1, 1),
        ("brightness", -2, -2),
        ("contrast", 2, 2),
        ("hmirror", True, True),
        ("vflip", "true", True),
        ("led", 1, True),
    ],
)
def test_setting_takes_effect(name: str, given: JsonScalar, applied: JsonScalar) -> None:
    assert changed_settings(START, {name: given}).as_object() == {
        **START.as_object(),
        name: applied,
    }


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("framesize", "UXGA"),
        ("quality", 3),
        ("quality", 64),
        ("quality", 12.5),
        ("quality", True),
        ("quality", "much"),
        ("fps", 0),
        ("fps", 61),
        ("brightness", 3),
        ("contrast", None),
        ("led", "maybe"),
    ],
)
def test_value_out_of_range_is_refused_with_the_range(name: str, given: JsonScalar) -> None:
    with pytest.raises(CallRefused, match=f"{name} = .*expected") as refusal:
        changed_settings(START, {name: given})
    assert refusal.value.code == "out_of_range"


def test_one_bad_value_leaves_the_good_ones_undone() -> None:
    with pytest.raises(CallRefused):
        changed_settings(START, {"fps": 10, "quality": 99})


def test_unknown_setting_is_refused_with_the_known_ones() -> None:
    with pytest.raises(CallRefused, match="brightness, contrast") as refusal:
        changed_settings(START, {"zoom": 2})
    assert refusal.value.code == "no_such_setting"


def test_set_without_settings_is_refused() -> None:
    with pytest.raises(CallRefused) as refusal:
        changed_settings(START, {})
    assert refusal.value.code == "no_arguments"


def test_announced_defaults_are_those_of_the_camera() -> None:
    features = {feature.name: feature for feature in camera_features(CameraSettings(fps=15))}
    assert features["fps"].default == 15
    assert features["framesize"].choices == ("QVGA", "VGA", "SVGA", "XGA", "HD")
    assert {name for name, f in features.items() if f.kind == "action"} == {"reboot", "capture"}


def test_bridge_can_ask_for_worse_quality_but_not_for_better() -> None:
    assert START.for_sensor(30).quality == 30
    assert START.for_sensor(5).quality == START.quality
