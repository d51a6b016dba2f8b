"""What the plugin adds to a bridge, and that it costs nothing until somebody watches."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from bridge.api import (
    HealthReport,
    HttpRoutes,
    Media,
    PluginContext,
    SampleRefused,
    SettingsError,
    StageRegistry,
    TopicRegistry,
)
from bridge.testing.fakes import FakeClock, FakeDevices, build_hub
from bridge_video import plugin


def context(**raw_settings: object) -> PluginContext:
    """Return what the host gives the plugin, with these settings."""
    clock = FakeClock()
    return PluginContext(
        "video",
        build_hub(clock),
        clock,
        logging.getLogger("test"),
        Path(),
        FakeDevices(),
        raw_settings=raw_settings,
    )


def test_h264_topic_is_declared_for_every_camera() -> None:
    topics = TopicRegistry()
    plugin.bridge_register_topics(topics)
    spec = topics.find("device/cam-1/camera/h264")
    assert spec is not None
    assert spec.schema_id == "h264@1"


def test_gate_decoder_and_stage_are_registered() -> None:
    stages = StageRegistry()
    plugin.bridge_register_stages(stages, context())
    assert set(stages.gates) == set(stages.decoders) == {Media.JPEG}
    ((_, stage),) = stages.stages
    assert stage.name == "h264"
    assert stage.on_demand


def test_gate_has_the_window_of_the_settings() -> None:
    stages = StageRegistry()
    plugin.bridge_register_stages(stages, context(max_width_px=320, max_height_px=240))
    frame = bytes.fromhex("ffd8 ffc0 000b 08 01e0 0280 01 011100")
    with pytest.raises(SampleRefused, match="640×480: at most 320×240"):
        stages.gates[Media.JPEG][1](frame)


@pytest.mark.parametrize(
    "raw_settings",
    [{"preset": "placebo"}, {"crf": 99}, {"key_frame_s": 0}, {"max_width_px": 1}, {"colour": 1}],
)
def test_wrong_settings_are_named(raw_settings: dict[str, object]) -> None:
    (key,) = raw_settings
    with pytest.raises(SettingsError, match=rf"\[plugin.video\].*{key}"):
        plugin.bridge_register_stages(StageRegistry(), context(**raw_settings))


def test_pages_are_closed_to_strangers() -> None:
    routes = HttpRoutes()
    plugin.bridge_register_http(routes, context())
    (site,) = routes.sites
    assert (site.blueprint.name, site.is_public) == ("video", False)


def test_health_names_the_codecs_and_their_licence() -> None:
    report = HealthReport()
    plugin.bridge_report_health(report)
    (item,) = report.items
    assert item.level == "ok"
    assert "GPL" in item.text


def test_codecs_are_not_loaded_before_somebody_watches() -> None:
    script = (
        "import sys\n"
        "from bridge.api import StageRegistry\n"
        "from bridge_video import plugin, stages\n"
        "from bridge_video.settings import VideoSettings\n"
        "registry = StageRegistry()\n"
        "registry.add(stages.transcoding_stage(VideoSettings()))\n"
        "assert 'av' not in sys.modules and 'numpy' not in sys.modules\n"
        "stages.build_transcoder('device/a/camera/jpeg', registry.stages[0][1].options)\n"
        "assert 'av' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
