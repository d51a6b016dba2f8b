import msgspec
import pytest

from bridge.model.values import DeviceFeature, DeviceHealth, Reading


def test_unknown_fields_of_a_newer_device_are_ignored() -> None:
    health = msgspec.convert({"rssi_dbm": -60, "new_in_v2": 1}, DeviceHealth)
    assert health.rssi_dbm == -60


def test_a_feature_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="kind"):
        msgspec.convert({"name": "a", "kind": "magic"}, DeviceFeature)


def test_a_reading_is_a_scalar_or_a_vector() -> None:
    assert msgspec.convert({"value": [1.0, 2.0]}, Reading).value == (1.0, 2.0)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"value": {"x": 1}}, Reading)
