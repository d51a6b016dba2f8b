"""What the plugin registers."""

import importlib
import logging
from pathlib import Path

import pytest

from bridge.api import (
    CommandLine,
    HealthReport,
    Hub,
    PixelNeed,
    Place,
    PluginContext,
    StageRegistry,
    TagDetections,
)
from bridge.testing.fakes import FakeClock, FakeDevices
from bridge_pose import plugin


def context(**settings: object) -> PluginContext:
    clock = FakeClock()
    hub = Hub(clock, lambda _topic: None)
    logger = logging.getLogger("pose")
    return PluginContext("pose", hub, clock, logger, Path(), FakeDevices(), raw_settings=settings)


def test_the_stage_runs_in_a_process_of_its_own_and_only_when_wanted() -> None:
    stages = StageRegistry()
    plugin.bridge_register_stages(stages, context(families=["tag16h5"]))
    ((_, stage),) = stages.stages
    assert (stage.place, stage.pixels, stage.on_demand) == (Place.PROCESS, PixelNeed.LUMA, True)
    assert stage.gives.bind(stage.takes.wildcards("device/cam-1/camera/jpeg") or ()) == (
        "device/cam-1/tags"
    )
    assert stage.schema is TagDetections


def test_the_command_line_can_draw_tags() -> None:
    commands = CommandLine()
    plugin.bridge_register_commands(commands)
    assert [command.name for _, command in commands.commands] == ["tag"]


def test_health_says_that_the_library_works() -> None:
    report = HealthReport("pose")
    plugin.bridge_report_health(report)
    (item,) = report.items
    assert item.level == "ok"
    assert "587 tags" in item.text


async def test_health_of_a_running_bridge_loads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.import_module", lambda _name: pytest.fail("it was loaded"))
    report = HealthReport()
    plugin.bridge_report_health(report)
    assert [item.level for item in report.items] == ["ok"]


def test_health_says_what_to_install_when_there_is_no_library(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(name: str) -> object:
        raise ImportError(f"no module named {name}")

    monkeypatch.setattr(importlib, "import_module", refuse)
    report = HealthReport("pose")
    plugin.bridge_report_health(report)
    (item,) = report.items
    assert item.level == "error"
    assert "build-essential" in item.remedy
