"""Settings: what counts for which tag, and what is refused with which words."""

import logging
import tomllib
from pathlib import Path

import pytest

from bridge.api import Hub, PluginContext, SettingsError
from bridge.testing.fakes import FakeClock, FakeDevices
from bridge_pose.settings import CameraSettings, PoseSettings


def read(toml: str) -> PoseSettings:
    clock = FakeClock()
    hub = Hub(clock, lambda _topic: None)
    table = tomllib.loads(toml)
    context = PluginContext(
        "pose", hub, clock, logging.getLogger("pose"), Path(), FakeDevices(), raw_settings=table
    )
    return context.settings(PoseSettings)


def test_an_empty_table_reads_the_usual_family() -> None:
    settings = read("")
    assert settings.families == ("tag36h11",)
    assert settings.tag_size_m("tag36h11", 7) == 0.1


def test_a_size_may_be_given_for_a_family_or_for_one_tag() -> None:
    settings = read("""
        families = ["tag36h11", "tag16h5"]
        size_m = 0.2
        [sizes_m]
        tag16h5 = 0.03
        tag36h11-7 = 1
    """)
    assert settings.tag_size_m("tag36h11", 6) == 0.2
    assert settings.tag_size_m("tag36h11", 7) == 1
    assert settings.tag_size_m("tag16h5", 7) == 0.03


def test_short_codes_are_repaired_less_than_allowed() -> None:
    settings = read("max_hamming = 1")
    assert settings.repairs_allowed("tag36h11") == 1
    assert settings.repairs_allowed("tag16h5") == 0


def test_small_pictures_are_searched_as_they_are_unless_told_otherwise() -> None:
    assert [read("").decimation(*size) for size in ((320, 240), (480, 320))] == [1, 1]
    assert [read("").decimation(*size) for size in ((640, 480), (1600, 1200))] == [2, 2]
    assert read("decimate = 3").decimation(320, 240) == 3


def test_a_camera_may_be_calibrated() -> None:
    settings = read("""
        [cameras.cam-1]
        fov_deg = 55
        [cameras.cam-2]
        width_px = 640
        height_px = 480
        fx_px = 610.5
        fy_px = 612
        cx_px = 320
        cy_px = 236.5
    """)
    assert settings.cameras["cam-1"] == CameraSettings(fov_deg=55)
    assert settings.cameras["cam-2"].fx_px == 610.5


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("families = []", "families is empty: give at least one, as in ['tag36h11']"),
        ("families = ['tag36h10']", "families has 'tag36h10': give one of tag36h11, "),
        ("families = ['tag16h5', 'tag16h5']", "name each family once"),
        ("size_m = 0", "Expected `float` > 0.0 - at `$.size_m`"),
        ("sizes_m = {tag16h5 = 0.1}", "sizes_m.tag16h5: give a family of `families`"),
        ("sizes_m = {tag36h11-x = 0.1}", "sizes_m.tag36h11-x: give a family of `families`"),
        ("sizes_m = {tag36h11-7 = 100}", "sizes_m.tag36h11-7 = 100.0: give metres, up to 10"),
        ("decimate = 2.5", "decimate = 2.5: give one of 1, 1.5, 2, 3, 4"),
        ("max_hamming = 3", "Expected `int` <= 2 - at `$.max_hamming`"),
        ("fov_deg = 180", "Expected `float` < 180.0 - at `$.fov_deg`"),
        ("famlies = ['tag36h11']", "unknown field `famlies`"),
        ("[cameras.'Cam 1']\nfov_deg = 50", "device id 'Cam 1': use 1 to 32 characters"),
        ("[cameras.c]\nfov_deg = 200", "cameras.c: fov_deg = 200.0: give 0 to 180"),
        ("[cameras.c]\nfx_px = 500", "cameras.c: width_px is missing; give all of width_px, "),
        ("[cameras.c]\nfov_deg = 50\nfx_px = 500", "cameras.c: fov_deg and fx_px exclude"),
        (
            "[cameras.c]\nwidth_px=1\nheight_px=1\nfx_px=-5\nfy_px=1\ncx_px=0\ncy_px=0",
            "cameras.c: fx_px = -5.0: give a number greater than 0",
        ),
    ],
)
def test_a_wrong_setting_is_refused_by_name_and_with_a_remedy(toml: str, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read(toml)
    assert words in str(caught.value)
    assert str(caught.value).startswith("[plugin.pose]: ")


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ('world = { name = "Big Hall" }', "world.name = 'Big Hall'"),
        ('[[world.anchors]]\ntag = "zero"', "give it as in 'tag36h11-0'"),
        (
            'world.anchors = [{ tag = "tag36h11-1" }, { tag = "tag36h11-1", x_m = 1.0 }]',
            "names a tag twice",
        ),
        ("world = { camera_hold_s = -1 }", "camera_hold_s"),
    ],
)
def test_a_wrong_world_is_named_with_its_remedy(toml: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        read(toml)
