"""A picture shows what its truth says, obeys its settings, and is the same every time."""

import math

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from pupil_apriltags import Detector

from bridge.api import JsonScalar
from bridge_simulator.choices import FRAME_SIZES
from bridge_simulator.features import CameraSettings, changed_settings
from bridge_simulator.frame_number import read_frame_number
from bridge_simulator.scene import build_scene
from bridge_simulator.sensor import Optics, Sensor, Shot, lens_of
from bridge_simulator.visible import true_tags

SHARP = Optics(blur_px=0.5, noise=0.0, exposure_us=0)
MOMENTS_US = tuple(range(700_000, 20_000_000, 1_900_000))


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(families="tag36h11", quad_decimate=1.0)


def shoot(
    time_us: int = 0,
    seq: int = 0,
    scene: str = "table",
    optics: Optics = SHARP,
    **changes: JsonScalar,
) -> Shot:
    sensor = Sensor(build_scene(scene, 3), "cam-1", 3, optics)
    settings = changed_settings(CameraSettings(), {"quality": 4, **changes})
    return sensor.shoot(time_us, seq, settings.for_sensor())


def luma_of(shot: Shot) -> NDArray[np.uint8]:
    picture = cv2.imdecode(np.frombuffer(shot.jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    return np.asarray(picture, np.uint8)


def corner_offsets(shot: Shot, detector: Detector) -> list[tuple[float, float]]:
    """Return how far each drawn corner lies from its truth, in pixels."""
    found = {tag.tag_id: tag for tag in detector.detect(luma_of(shot))}
    offsets: list[tuple[float, float]] = []
    for tag in shot.truth.tags:
        # The detector counts from the picture's edge and starts at the bottom left.
        drawn = found[tag.tag_id].corners[[3, 2, 1, 0]] - 0.5
        offsets.extend(map(tuple, drawn - np.array(tag.corners_px)))
    return offsets


def corner_errors(shot: Shot, detector: Detector) -> list[float]:
    return [math.hypot(*offset) for offset in corner_offsets(shot, detector)]


@pytest.mark.parametrize("scene", ["table", "grid"])
@pytest.mark.parametrize("framesize", ["VGA", "HD"])
def test_drawn_corners_are_where_the_truth_says(
    detector: Detector, scene: str, framesize: str
) -> None:
    errors = [
        error
        for time_us in MOMENTS_US[:6]
        for error in corner_errors(shoot(time_us, 0, scene, framesize=framesize), detector)
    ]
    # The detector's own noise: drawing with four times the samples changes neither.
    assert np.median(errors) < 0.06
    assert math.sqrt(np.mean(np.square(errors))) < 0.1


def test_corners_have_no_bias(detector: Detector) -> None:
    shots = [shoot(time_us, 0, "grid", framesize="QVGA") for time_us in MOMENTS_US[:4]]
    offsets = [offset for shot in shots for offset in corner_offsets(shot, detector)]
    assert np.abs(np.mean(offsets, axis=0)).max() < 0.02


def test_picture_is_the_same_for_the_same_seed_and_time() -> None:
    one, two = (shoot(5_000_000, 9, optics=Optics()) for _ in range(2))
    assert one.jpeg == two.jpeg
    assert one.truth == two.truth


def test_noise_differs_from_picture_to_picture() -> None:
    assert shoot(0, 1, optics=Optics()).jpeg != shoot(0, 2, optics=Optics()).jpeg


@pytest.mark.parametrize("framesize", FRAME_SIZES)
def test_picture_has_the_size_and_the_number(framesize: str) -> None:
    shot = shoot(0, 4711, framesize=framesize, quality=12)
    luma = luma_of(shot)
    assert (luma.shape[1], luma.shape[0]) == FRAME_SIZES[framesize]
    assert shot.truth.intrinsics.width_px == luma.shape[1]
    assert read_frame_number(luma) == 4711


@pytest.mark.parametrize("scene", ["table", "cube", "empty"])
def test_default_pictures_are_as_big_as_a_boards(scene: str) -> None:
    sizes = [len(shoot(time_us, 0, scene, Optics(), quality=12).jpeg) for time_us in MOMENTS_US[:4]]
    assert min(sizes) > 15_000
    assert max(sizes) < 35_000


@pytest.mark.parametrize(("brightness", "led"), [(2, False), (0, True)])
def test_brighter_settings_brighten(brightness: int, led: bool) -> None:
    brighter = luma_of(shoot(brightness=brightness, led=led))
    assert brighter.mean() > luma_of(shoot()).mean() + 8


def test_contrast_spreads_the_levels() -> None:
    assert luma_of(shoot(contrast=2)).std() > luma_of(shoot()).std() * 1.15


def test_less_light_is_darker() -> None:
    dim = Optics(blur_px=0.5, noise=0.0, exposure_us=0, light=0.5)
    assert luma_of(shoot(optics=dim)).mean() < luma_of(shoot()).mean() * 0.65


def test_mirrored_picture_has_no_tags(detector: Detector) -> None:
    shot = shoot(hmirror=True)
    assert shot.truth.tags == ()
    assert not detector.detect(luma_of(shot))


def test_picture_flipped_twice_is_turned_and_so_is_its_truth(detector: Detector) -> None:
    shot = shoot(hmirror=True, vflip=True)
    assert len(shot.truth.tags) == 4
    assert max(corner_errors(shot, detector)) < 0.25
    pose = shot.truth.tags[0].camera_from_tag
    upright = shoot().truth.tags[0].camera_from_tag
    assert pose.rotation.angle_to(upright.rotation) == pytest.approx(math.pi)
    assert pose.translation.x == pytest.approx(-upright.translation.x)


def test_number_is_readable_in_flipped_pictures() -> None:
    assert read_frame_number(luma_of(shoot(seq=33, hmirror=True, vflip=True))) == 33


def test_tag_behind_the_painted_number_is_no_truth() -> None:
    scene = build_scene("table", 3)
    hidden = 0
    for time_us in MOMENTS_US:
        lens = lens_of("HD")
        shown = shoot(time_us, framesize="HD").truth.tags
        hidden += len(true_tags(scene.at(time_us), lens)) - len(shown)
        assert all(tag.corners_px[0][1] > 64 or tag.corners_px[0][0] > 768 for tag in shown)
    assert hidden > 0


def test_long_exposure_smears_what_moves() -> None:
    slow = Optics(blur_px=0.5, noise=0.0, exposure_us=300_000)
    sharpness = [
        np.square(np.diff(luma_of(shoot(MOMENTS_US[1], optics=optics))[32:].astype(float))).mean()
        for optics in (SHARP, slow)
    ]
    assert sharpness[1] < sharpness[0] * 0.85
