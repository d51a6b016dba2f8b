"""Gravity, turns and orientation agree with each other and with the axes of the board."""

import math

import pytest

from bridge.api import Reading
from bridge_simulator.pad_position import PadPosition
from bridge_simulator.pad_sensors import PadSensors


def vector(reading: Reading) -> tuple[float, ...]:
    assert isinstance(reading.value, tuple)
    return reading.value


@pytest.mark.parametrize(
    ("position", "accel"),
    [
        (PadPosition(), (0.0, 0.0, 9.81)),
        (PadPosition(turn_rad=1.0), (0.0, 0.0, 9.81)),
        # The right edge is down: what points up points to the left of the board.
        (PadPosition(tilt_x_rad=math.pi / 6), (-4.905, 0.0, 8.496)),
        (PadPosition(tilt_y_rad=math.pi / 6), (0.0, 4.905, 8.496)),
    ],
)
def test_a_board_at_rest_reads_gravity(
    position: PadPosition, accel: tuple[float, float, float]
) -> None:
    readings = PadSensors().read(position, 0)
    assert vector(readings["accel"]) == pytest.approx(accel, abs=1e-3)
    assert vector(readings["gyro"]) == (0.0, 0.0, 0.0)


def test_a_jump_is_followed_as_a_hand_would_and_the_gyroscope_adds_up_to_it() -> None:
    sensors = PadSensors()
    readings = sensors.read(PadPosition(), 0)
    turned, step_us = 0.0, 10_000
    for number in range(1, 61):
        readings = sensors.read(PadPosition(tilt_x_rad=0.5), number * step_us)
        turned += vector(readings["gyro"])[1] * step_us / 1e6
        if number == 1:
            assert abs(vector(readings["accel"])[0]) < 1.0
    assert turned == pytest.approx(0.5, abs=0.01)
    assert vector(readings["accel"])[0] == pytest.approx(-9.81 * math.sin(0.5), abs=0.01)
    assert vector(readings["orientation"])[2] == pytest.approx(math.sin(0.25), abs=0.001)


def test_buttons_and_stick_are_read_as_they_are() -> None:
    readings = PadSensors().read(PadPosition(button_a=True, axis_y=-0.25, light_lx=80), 0)
    names = ("button-a", "button-b", "axis-y", "light")
    assert [readings[name].value for name in names] == [True, False, -0.25, 80]
