import logging
from pathlib import Path

import msgspec
import pytest

from bridge.model.errors import SettingsError
from bridge.plugin.context import PluginContext
from bridge.testing.fakes import FakeClock, FakeDevices, build_hub


class PoseSettings(msgspec.Struct, forbid_unknown_fields=True):
    decimate: float = 2.0


def context(**raw: object) -> PluginContext:
    clock = FakeClock()
    logger = logging.getLogger("test")
    return PluginContext(
        "pose", build_hub(clock), clock, logger, Path(), FakeDevices(), raw_settings=raw
    )


def test_a_plugins_table_becomes_its_own_type() -> None:
    assert context(decimate=1).settings(PoseSettings) == PoseSettings(1.0)
    assert context().settings(PoseSettings).decimate == 2.0


@pytest.mark.parametrize("raw", [{"decimate": "much"}, {"decimat": 1}])
def test_a_wrong_key_or_value_is_named_with_its_table(raw: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match=r"\[plugin\.pose\].*decimat"):
        context(**raw).settings(PoseSettings)
