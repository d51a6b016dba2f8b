"""Tags are placed where a person wants them in the picture, and the truth says so."""

import math
from typing import TYPE_CHECKING

import pytest
import trio
from trio.testing import MockClock

from bridge.api import CallRefused, JsonScalar
from bridge_simulator.scene import build_scene
from bridge_simulator.sensor import Sensor, SensorSettings, lens_of, slopes_at, unflipped
from bridge_simulator.tag_table import MAX_TAGS, SILENCE_US, Placing, TableLayout, TagTable
from bridge_simulator.truth import GroundTruth
from bridge_simulator.view import BoardScene
from bridge_simulator.visible import true_tags

if TYPE_CHECKING:
    from plugins.simulator.tests.conftest import CameraOf, FakeBridge

VGA = lens_of("VGA")
TRUTH = "device/cam-1/truth"


def build_table() -> TagTable:
    scene = build_scene("tag-table", 3)
    assert isinstance(scene, TagTable)
    return scene


def place(table: TagTable, placing: Placing, now_us: int = 1_000_000) -> None:
    table.place(placing, slopes_at(VGA, placing.x, placing.y), now_us)


def centre(table: TagTable, tag_id: int, time_us: int) -> tuple[float, float]:
    (tag,) = (tag for tag in true_tags(table.at(time_us), VGA) if tag.tag_id == tag_id)
    xs, ys = zip(*tag.corners_px, strict=True)
    return (sum(xs) / 4 + 0.5) / VGA.width_px, (sum(ys) / 4 + 0.5) / VGA.height_px


def test_with_nobody_placing_the_tags_move_as_on_the_table() -> None:
    table, usual = build_table(), build_scene("table", 3)
    for time_us in (0, 3_000_000, 77_000_000):
        assert table.at(time_us) == usual.at(time_us)


@pytest.mark.parametrize(("x", "y"), [(0.5, 0.5), (0.2, 0.8), (0.9, 0.3)])
def test_a_tag_comes_to_lie_where_it_was_put(x: float, y: float) -> None:
    table = build_table()
    place(table, Placing(5, x, y, 0.0, 0.8))
    assert centre(table, 5, 2_000_000) == pytest.approx((x, y), abs=0.002)


def test_a_turn_is_clockwise_in_the_picture_and_stays_when_it_is_left_out() -> None:
    table = build_table()
    place(table, Placing(5, 0.4, 0.4, math.pi / 2, 0.6))
    place(table, Placing(5, 0.6, 0.6), 3_000_000)
    (tag,) = (t for t in true_tags(table.at(4_000_000), VGA) if t.tag_id == 5)
    (left, top), (right, bottom), *_ = tag.corners_px
    # Its upper edge, from top-left to top-right, now leads down.
    assert abs(right - left) < 1.0 < bottom - top
    assert tag.camera_from_tag.translation.z == pytest.approx(0.6)


def test_a_tag_slides_and_the_others_stay_where_they_were() -> None:
    table = build_table()
    before = {b.design.tags[0].tag_id: b for b in table.at(1_000_000).boards}
    place(table, Placing(5, 0.5, 0.5))
    soon = {b.design.tags[0].tag_id: b for b in table.at(1_030_000).boards}
    later = {b.design.tags[0].tag_id: b for b in table.at(9_000_000).boards}
    assert soon[5] != before[5]
    assert soon[5] != later[5]
    for tag_id in (1, 2, 7):
        apart = later[tag_id].camera_from_board.translation - (
            before[tag_id].camera_from_board.translation
        )
        assert apart.norm() < 1e-9


def test_after_a_silence_they_wander_again_without_a_jump() -> None:
    table, usual = build_table(), build_scene("table", 3)
    place(table, Placing(5, 0.5, 0.5))
    place(table, Placing(99, 0.1, 0.1))
    ends_us = 1_000_000 + SILENCE_US
    assert len(table.at(ends_us - 1).boards) == 5
    for a, b in zip(table.at(ends_us - 1).boards, table.at(ends_us + 30_000).boards, strict=False):
        apart = a.camera_from_board.translation - b.camera_from_board.translation
        assert apart.norm() < 0.01
    later = {b.design.tags[0].tag_id: b for b in table.at(ends_us + 5_000_000).boards}
    wanted = {b.design.tags[0].tag_id: b for b in usual.at(ends_us + 5_000_000).boards}
    assert later.keys() == wanted.keys()
    for tag_id, board in later.items():
        apart = board.camera_from_board.translation - (wanted[tag_id].camera_from_board.translation)
        assert apart.norm() < 1e-9


def test_a_table_has_room_for_so_many_tags() -> None:
    table = build_table()
    for number in range(MAX_TAGS - 4):
        place(table, Placing(100 + number, 0.5, 0.5))
    with pytest.raises(CallRefused, match="12 tags lie on the table"):
        place(table, Placing(300, 0.5, 0.5))


@pytest.mark.parametrize(
    ("placing", "text"),
    [
        (Placing(587, 0, 0), "tag_id = 587: expected 0 to 586"),
        (Placing(1, 1.6, 0), "x = 1.6: expected -0.5 to 1.5"),
        (Placing(1, 0, math.nan), "y = nan"),
        (Placing(1, 0, 0, distance_m=0.1), "distance_m = 0.1: expected 0.2 to 2.5"),
    ],
)
def test_what_cannot_be_is_refused_with_its_range(placing: Placing, text: str) -> None:
    with pytest.raises(CallRefused, match=text):
        placing.check()


@pytest.mark.parametrize(("hmirror", "vflip"), [(True, True), (False, False)])
def test_a_flipped_picture_shows_the_tag_where_it_was_put(*, hmirror: bool, vflip: bool) -> None:
    table, settings = build_table(), SensorSettings(hmirror=hmirror, vflip=vflip)
    wished = Placing(5, 0.25, 0.3, 0.0, 0.7)
    place(table, unflipped(wished, settings))
    shot = Sensor(table, "cam-1").shoot(2_000_000, 0, settings)
    (tag,) = (t for t in shot.truth.tags if t.tag_id == 5)
    xs, ys = zip(*tag.corners_px, strict=True)
    shown = (sum(xs) / 4 / VGA.width_px, sum(ys) / 4 / VGA.height_px)
    assert shown == pytest.approx((0.25, 0.3), abs=0.005)
    assert xs[1] > xs[0]


class MovingTable(TagTable):
    """A table on which somebody moves a tag in the middle of a picture."""

    def still(self) -> TableLayout:
        """Give the table as it is, and move a tag at once."""
        layout = super().still()
        place(self, Placing(5, 0.9, 0.9))
        return layout


def test_the_truth_is_of_the_moment_at_which_the_picture_began() -> None:
    usual = build_scene("table", 3)
    assert isinstance(usual, BoardScene)
    table = MovingTable(usual)
    shot = Sensor(table, "cam-1").shoot(1_000_000, 0, SensorSettings())
    assert shot.truth.tags == true_tags(usual.at(1_000_000), VGA)


@pytest.mark.parametrize(
    ("args", "outcome"),
    [
        ({"tag_id": 5, "x": 0.25, "y": 0.5, "turn": 0.3}, ("applied", 5)),
        ({"tag_id": 5, "x": 0.25}, ("bad_arguments", "place-tag: Object missing required field")),
        ({"tag_id": 5, "x": 2, "y": 0}, ("out_of_range", "x = 2: expected -0.5 to 1.5")),
    ],
)
async def test_a_camera_is_told_where_a_tag_is_to_be(
    nursery: trio.Nursery,
    autojump_clock: MockClock,
    fake_bridge: "FakeBridge",
    camera_of: "CameraOf",
    args: dict[str, JsonScalar],
    outcome: tuple[str, JsonScalar],
) -> None:
    fake_bridge.want(TRUTH)
    nursery.start_soon(camera_of(fake_bridge, fps=5, scene="tag-table").run)
    await trio.sleep(1)
    stage, text = await fake_bridge.call("place-tag", **args)
    assert (stage, str(text)[:30]) == (outcome[0], str(outcome[1])[:30])
    await trio.sleep(1)
    truth = fake_bridge.arrivals[TRUTH][-1].parcel.value
    assert isinstance(truth, GroundTruth)
    if stage == "applied":
        (tag,) = (t for t in truth.tags if t.tag_id == 5)
        assert sum(x for x, _ in tag.corners_px) / 4 / 320 == pytest.approx(0.25, abs=0.01)


async def test_a_camera_of_another_scene_places_no_tags(
    nursery: trio.Nursery,
    autojump_clock: MockClock,
    fake_bridge: "FakeBridge",
    camera_of: "CameraOf",
) -> None:
    nursery.start_soon(camera_of(fake_bridge).run)
    assert (await fake_bridge.call("place-tag", tag_id=1, x=0, y=0))[0] == "no_such_method"
    assert "place-tag" not in {feature.name for feature in fake_bridge.hellos[0][0].features}
