"""Terminals are shown one line for each camera; programs get one object."""

import io
import json

import pytest
from rich.console import Console
from trio.testing import MockClock

from bridge_simulator.console import ErrorLines, StatusLines, last_words_of, summary_of
from bridge_simulator.status import CameraStatus


def sending_camera() -> CameraStatus:
    status = CameraStatus("cam-1", link="sending")
    status.count_sent(25_000, 900)
    return status


async def test_each_camera_has_a_line_with_its_rate(autojump_clock: MockClock) -> None:
    screen = io.StringIO()
    status = sending_camera()
    with StatusLines(Console(file=screen, width=120)) as lines:
        lines.show([status])
        autojump_clock.jump(0.5)
        for _ in range(15):
            status.count_sent(24_000, 800)
        status.drops["loss"] = 2
        lines.show([status])
    shown = screen.getvalue()
    assert "cam-1" in shown
    assert "30.0 fps" in shown
    assert "24.0 kB" in shown
    assert "loss 2" in shown


def test_error_is_said_once_and_again_when_it_comes_back(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines, status = ErrorLines(), CameraStatus("cam-1")
    for error in ("no bridge", "no bridge", "", "no bridge"):
        status.last_error = error
        lines.show([status])
    assert capsys.readouterr().err.splitlines() == ["simulate: cam-1: no bridge"] * 2


def test_summary_is_one_json_object() -> None:
    found = json.loads(summary_of([sending_camera()]))
    assert found["devices"][0]["frames_sent"] == 1
    assert found["devices"][0]["bytes_sent"] == 25_000


def test_last_words_count_pictures_and_drops() -> None:
    status = sending_camera()
    status.drops["replaced"] = 4
    assert last_words_of([status]) == (
        "simulate: 1 device sent 1 pictures, 4 were dropped on purpose or late"
    )
    assert "2 devices" in last_words_of([status, CameraStatus("cam-2")])


def test_percentiles_are_those_of_the_last_pictures() -> None:
    status = CameraStatus("cam-1")
    assert status.send_percentile_us(50) is None
    for took_us in range(1, 1001):
        status.count_sent(1, took_us)
    assert status.send_percentile_us(50) == pytest.approx(936, abs=1)
