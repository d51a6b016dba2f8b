"""The official pictures, against an independent source: OpenCV's, turned by 180°."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from bridge_pose.artwork import tag_artwork, tag_svg
from bridge_pose.tag_command import tag_command

OPENCV = {
    "tag36h11": (cv2.aruco.DICT_APRILTAG_36h11, 8),
    "tag25h9": (cv2.aruco.DICT_APRILTAG_25h9, 7),
    "tag16h5": (cv2.aruco.DICT_APRILTAG_16h5, 6),
}


@pytest.mark.parametrize("family", OPENCV)
@pytest.mark.parametrize("tag_id", [0, 7, 29])
def test_a_tag_is_that_of_opencv_turned_by_180_degrees(family: str, tag_id: int) -> None:
    name, edge = OPENCV[family]
    theirs = cv2.aruco.generateImageMarker(cv2.aruco.getPredefinedDictionary(name), tag_id, edge)
    art = tag_artwork(family, tag_id)
    assert art.border_modules == edge
    inner = np.array(art.modules)[1:-1, 1:-1]
    assert np.array_equal(inner, np.rot90(theirs, 2) > 0)


@pytest.mark.parametrize(("family", "edge"), [("tagCircle21h7", 5), ("tagStandard41h12", 5)])
def test_a_tag_with_bits_outside_its_border_says_how_wide_the_border_is(
    family: str, edge: int
) -> None:
    art = tag_artwork(family, 0)
    assert art.border_modules == edge
    assert len(art.modules) == 9


@pytest.mark.parametrize("tag_id", [-1, 587])
def test_a_tag_that_does_not_exist_is_refused(tag_id: int) -> None:
    with pytest.raises(ValueError, match="tag36h11 has the tags 0 to 586"):
        tag_artwork("tag36h11", tag_id)


def test_a_drawing_has_its_true_size() -> None:
    drawing = tag_svg("tag36h11", 7, 80)
    assert 'width="120mm"' in drawing  # 8 modules are 80 mm; the margins make it 12.
    black = sum(not white for row in tag_artwork("tag36h11", 7).modules for white in row)
    assert drawing.count("h1v1h-1z") == black


def test_the_command_writes_one_file_for_each_tag(tmp_path: Path) -> None:
    arguments = ["3", "4", "--family", "tag16h5", "--size-mm", "50", "--folder", str(tmp_path)]
    assert CliRunner().invoke(tag_command, arguments).exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tag16h5-3.svg", "tag16h5-4.svg"]
    assert (tmp_path / "tag16h5-3.svg").read_text("utf-8") == tag_svg("tag16h5", 3, 50)


def test_the_command_says_which_tags_there_are(tmp_path: Path) -> None:
    run = CliRunner().invoke(tag_command, ["30", "--family", "tag16h5", "--folder", str(tmp_path)])
    assert run.exit_code == 2
    assert "tag16h5 has the tags 0 to 29" in run.output
