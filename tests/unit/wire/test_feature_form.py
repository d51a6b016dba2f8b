"""Features that a panel can show."""

import pytest

from bridge.model.errors import RemoteProtocolError
from bridge.model.values import DeviceFeature
from bridge.wire.feature_form import check_features


def test_sound_features_are_taken() -> None:
    check_features(
        (
            DeviceFeature("quality", "setting", "int", 4, 63, default=12),
            DeviceFeature("gain", "setting", "float", -1.5, 1.5, default=0.0),
            DeviceFeature("mode", "setting", "enum", choices=("a", "b"), default="a"),
            DeviceFeature("led", "output", "bool", default=False, min_gap_us=1000),
            DeviceFeature("light", "input", "float", unit="lx"),
            DeviceFeature("reboot", "action"),
        )
    )


@pytest.mark.parametrize(
    "feature",
    [
        DeviceFeature("", "action"),
        DeviceFeature("set", "action"),
        DeviceFeature("a", "action", "bool"),
        DeviceFeature("a", "setting", "int", 1),
        DeviceFeature("a", "setting", "float", 2, 1),
        DeviceFeature("a", "output", "enum"),
        DeviceFeature("a", "input", "int", default=2**60),
        DeviceFeature("a", "input", "int", default="x" * 65),
        DeviceFeature("a", "input", "int", min_gap_us=2**60),
        DeviceFeature("a", "input", unit="x" * 65),
        DeviceFeature("a", "setting", "enum", choices=("x",) * 65),
    ],
)
def test_a_feature_without_sense_is_named(feature: DeviceFeature) -> None:
    with pytest.raises(RemoteProtocolError, match=f"feature '{feature.name}'"):
        check_features((feature,))


def test_a_name_is_there_once() -> None:
    with pytest.raises(RemoteProtocolError, match="is there twice"):
        check_features((DeviceFeature("a", "action"), DeviceFeature("a", "input")))
