"""Which lens counts for which device and picture size."""

import math

import pytest

from bridge.api import Intrinsics
from bridge_pose.intrinsics import intrinsics_for, resized
from bridge_pose.settings import CameraSettings, PoseSettings

CALIBRATED = Intrinsics(1600, 1200, 1500.0, 1510.0, 810.0, 590.0)


def test_without_settings_a_lens_of_62_degrees_is_assumed() -> None:
    lens = intrinsics_for(PoseSettings(), "cam-1", 640, 480)
    assert 2 * math.atan(320 / lens.fx_px) == pytest.approx(math.radians(62))
    assert (lens.fy_px, lens.cx_px, lens.cy_px) == (lens.fx_px, 319.5, 239.5)


def test_a_device_may_have_its_own_field_of_view() -> None:
    settings = PoseSettings(fov_deg=50, cameras={"cam-1": CameraSettings(fov_deg=120)})
    wide, other = (intrinsics_for(settings, name, 640, 480) for name in ("cam-1", "cam-2"))
    assert 2 * math.atan(320 / wide.fx_px) == pytest.approx(math.radians(120))
    assert 2 * math.atan(320 / other.fx_px) == pytest.approx(math.radians(50))


def test_a_calibration_holds_as_it_is_at_its_own_size() -> None:
    camera = CameraSettings(
        width_px=1280, height_px=720, fx_px=1000, fy_px=1001, cx_px=600, cy_px=0
    )
    settings = PoseSettings(cameras={"cam-1": camera})
    expected = Intrinsics(1280, 720, 1000, 1001, 600, 0)
    assert intrinsics_for(settings, "cam-1", 1280, 720) == expected


@pytest.mark.parametrize("size", [(640, 480), (800, 600), (320, 240)])
def test_a_picture_of_the_same_shape_is_the_same_view_scaled(size: tuple[int, int]) -> None:
    lens, scaled = resized(CALIBRATED, *size), CALIBRATED.scaled_to(*size)
    assert (lens.fx_px, lens.fy_px) == pytest.approx((scaled.fx_px, scaled.fy_px))
    assert (lens.cx_px, lens.cy_px) == pytest.approx((scaled.cx_px, scaled.cy_px))


def test_a_squeezed_picture_has_pixels_that_are_not_square() -> None:
    lens = resized(CALIBRATED, 400, 296)
    assert (lens.fx_px, lens.fy_px) == pytest.approx((1500 / 4, 1510 * 296 / 1200))


@pytest.mark.parametrize(
    ("size", "window"),
    [
        ((1280, 720), (1600, 900)),
        ((480, 320), (1600, 1600 * 320 / 480)),
        ((240, 240), (1200, 1200)),
        ((1280, 1024), (1500, 1200)),
    ],
)
def test_a_picture_of_another_shape_is_the_middle_of_the_sensor(
    size: tuple[int, int], window: tuple[float, float]
) -> None:
    # The place in the picture of a point, worked out by cutting first and scaling then.
    lens, scale = resized(CALIBRATED, *size), size[0] / window[0]
    assert (lens.fx_px, lens.fy_px) == pytest.approx((1500 * scale, 1510 * scale))
    left, top = (1600 - window[0]) / 2, (1200 - window[1]) / 2
    assert lens.cx_px == pytest.approx((810.5 - left) * scale - 0.5)
    assert lens.cy_px == pytest.approx((590.5 - top) * scale - 0.5)


@pytest.mark.parametrize("size", [(1280, 720), (240, 240), (400, 296)])
def test_a_calibration_of_a_cut_picture_serves_the_whole_one(size: tuple[int, int]) -> None:
    again = resized(resized(CALIBRATED, *size), 1600, 1200)
    assert (again.fx_px, again.fy_px) == pytest.approx((1500, 1510))
    assert (again.cx_px, again.cy_px) == pytest.approx((810, 590))
