import pytest

from bridge.hub.feature_check import find_fault
from bridge.model.commands import Call
from bridge.model.values import DeviceFeature, JsonScalar

FEATURES = (
    DeviceFeature("quality", "setting", "int", 4, 63),
    DeviceFeature("gain", "setting", "float", 0.5, None),
    DeviceFeature("flip", "setting", "bool"),
    DeviceFeature("framesize", "setting", "enum", choices=("QVGA", "VGA")),
    DeviceFeature("reboot", "action"),
    DeviceFeature("button", "input", "bool"),
)


def fault_of(method: str, args: dict[str, JsonScalar]) -> str | None:
    fault = find_fault(Call("1", "cam-1", method, args), FEATURES)
    return fault[0] if fault else None


@pytest.mark.parametrize(
    ("name", "value"),
    [("quality", 4), ("quality", 63), ("gain", 9.5), ("flip", True), ("framesize", "VGA")],
)
def test_values_that_the_device_takes_pass(name: str, value: JsonScalar) -> None:
    assert fault_of("set", {name: value}) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("quality", 3), ("quality", 12.5), ("quality", True), ("quality", "12"), ("gain", 0.4),
     ("flip", 1), ("framesize", "8K")],
)  # fmt: skip
def test_values_out_of_range_are_refused_with_value_and_range(name: str, value: JsonScalar) -> None:
    fault = find_fault(Call("1", "cam-1", "set", {name: value}), FEATURES)
    assert fault is not None
    assert fault[0] == "out_of_range"
    assert repr(value) in fault[1]


def test_unknown_settings_methods_and_empty_calls_are_refused_by_name() -> None:
    assert fault_of("set", {"zoom": 1}) == "no_such_setting"
    assert fault_of("set", {"button": True}) == "no_such_setting"
    assert fault_of("set", {}) == "no_arguments"
    assert fault_of("explode", {}) == "no_such_method"
    assert fault_of("reboot", {}) is None


def test_a_device_that_announces_nothing_judges_for_itself() -> None:
    assert find_fault(Call("1", "cam-1", "anything"), ()) is None
