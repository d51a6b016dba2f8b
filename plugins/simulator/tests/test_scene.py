"""Scenes by name: who is in them, and where."""

import math

import pytest

from bridge.api import Quaternion
from bridge_simulator.choices import SCENE_NAMES
from bridge_simulator.scene import build_scene
from bridge_simulator.sensor import lens_of
from bridge_simulator.view import TAG_SIZE_M
from bridge_simulator.visible import true_tags

MOMENTS_US = range(0, 60_000_000, 1_700_000)


@pytest.mark.parametrize("name", SCENE_NAMES)
def test_scene_is_the_same_for_the_same_seed_and_time(name: str) -> None:
    assert build_scene(name, 5).at(1_234_567) == build_scene(name, 5).at(1_234_567)


def test_seeds_move_differently() -> None:
    assert build_scene("table", 1).at(0) != build_scene("table", 2).at(0)


def test_unknown_scene_names_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="table, cube, empty, grid"):
        build_scene("beach", 1)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_tag_of_the_table_stays_in_the_picture(seed: int) -> None:
    scene, lens = build_scene("table", seed), lens_of("VGA")
    for time_us in MOMENTS_US:
        tags = true_tags(scene.at(time_us), lens)
        assert [tag.tag_id for tag in tags] == [1, 2, 5, 7]
        assert {tag.size_m for tag in tags} == {TAG_SIZE_M}


def test_table_tags_keep_their_distance_and_tilt() -> None:
    scene, upright = build_scene("table", 1), Quaternion(1.0, 0.0, 0.0, 0.0)
    for time_us in MOMENTS_US:
        for board in scene.at(time_us).boards:
            pose = board.camera_from_board
            assert 0.4 <= pose.translation.z <= 1.5
            assert pose.rotation.angle_to(upright) < math.radians(50)


def test_cube_shows_some_faces_and_hides_the_others() -> None:
    scene, lens = build_scene("cube", 1), lens_of("VGA")
    shown = [len(true_tags(scene.at(time_us), lens)) for time_us in MOMENTS_US]
    assert set(shown) <= {1, 2, 3}
    assert 3 in shown


def test_empty_scene_has_no_tags() -> None:
    assert not build_scene("empty", 1).at(0).boards


def test_grid_has_many_tags() -> None:
    assert len(true_tags(build_scene("grid", 1).at(0), lens_of("VGA"))) == 24
