"""Pictures of tags at known places, for tests and benchmarks.

Each pixel is the mean of rays cast at the tags, so edges fall between pixels as they do
in a camera, and no image library has a say in where a pixel's centre is.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bridge.api import Intrinsics, Picture, Plane, Pose, Vector3
from bridge_pose.artwork import Artwork, tag_artwork
from bridge_pose.ippe import Corners

Floats = npt.NDArray[np.float64]
Luma = npt.NDArray[np.uint8]

RAYS_PER_SIDE = 4  # Of a pixel.
PAPER_MODULES = 1  # White around the artwork.
INK, PAPER, WALL = 30.0, 215.0, 120.0  # Luma of an evenly lit print on a grey wall.


@dataclass(frozen=True, slots=True)
class PlacedTag:
    """A tag in front of the camera."""

    camera_from_tag: Pose
    tag_id: int = 7
    family: str = "tag36h11"
    size_m: float = 0.1


def draw_scene(
    tags: Iterable[PlacedTag], intrinsics: Intrinsics, *, noise: float = 0.0, seed: int = 0
) -> Luma:
    """Return what the camera sees: tags on a grey wall, a little blur, sensor noise.

    `noise` is its standard deviation in steps of luma.
    """
    scene = np.full((intrinsics.height_px, intrinsics.width_px), WALL)
    for tag in tags:
        _paint(scene, tag, intrinsics)
    blurred = _blur(_blur(scene).T).T
    grain = np.random.default_rng(seed).normal(0.0, 1.0, scene.shape) * noise
    return np.clip(blurred + grain, 0, 255).round().astype(np.uint8)


def picture_of(luma: Luma, *, stride: int | None = None) -> Picture:
    """Return a picture with only a luma plane, its rows `stride` bytes apart."""
    height, width = luma.shape
    padded = np.zeros((height, stride or width), np.uint8)
    padded[:, :width] = luma
    plane = Plane(padded.reshape(-1).data, width, height, padded.shape[1])
    return Picture(width, height, (plane,))


def project_corners(camera_from_tag: Pose, lens: Intrinsics, size_m: float) -> Corners:
    """Return where the four corners of a tag appear, in the order of `TagDetection`."""
    h = size_m / 2
    top_left, top_right, bottom_right, bottom_left = (
        lens.project(camera_from_tag.apply(Vector3(x, y, 0)))
        for x, y in ((-h, -h), (h, -h), (h, h), (-h, h))
    )
    return (top_left, top_right, bottom_right, bottom_left)


def _paint(scene: Floats, tag: PlacedTag, lens: Intrinsics) -> None:
    art = tag_artwork(tag.family, tag.tag_id)
    half_m = (len(art.modules) / 2 + PAPER_MODULES) * tag.size_m / art.border_modules
    left, top, right, bottom = _bounds_px(tag.camera_from_tag, half_m, lens)
    if left >= right or top >= bottom:
        return
    steps = (np.arange(RAYS_PER_SIDE) + 0.5) / RAYS_PER_SIDE - 0.5
    u = (np.arange(left, right)[:, None] + steps).reshape(1, -1)
    v = (np.arange(top, bottom)[:, None] + steps).reshape(-1, 1)
    x_m, y_m = _tag_plane(tag.camera_from_tag, lens, u, v)
    modules_per_m = art.border_modules / tag.size_m
    luma = _luma_at(art, x_m * modules_per_m, y_m * modules_per_m)
    hits = ((np.abs(x_m) < half_m) & (np.abs(y_m) < half_m)).astype(np.float64)
    region = scene[top:bottom, left:right]
    region += _mean_of_rays(hits * (luma - WALL))


def _bounds_px(camera_from_tag: Pose, half_m: float, lens: Intrinsics) -> tuple[int, int, int, int]:
    corners = [
        lens.project(camera_from_tag.apply(Vector3(x, y, 0)))
        for x in (-half_m, half_m)
        for y in (-half_m, half_m)
    ]
    us, vs = zip(*corners, strict=True)
    return (
        max(0, int(min(us)) - 1),
        max(0, int(min(vs)) - 1),
        min(lens.width_px, int(max(us)) + 3),
        min(lens.height_px, int(max(vs)) + 3),
    )


def _tag_plane(
    camera_from_tag: Pose, lens: Intrinsics, u: Floats, v: Floats
) -> tuple[Floats, Floats]:
    """Return where the rays through pixels (u, v) meet the tag's plane, in tag space."""
    tag_from_camera = camera_from_tag.inverse()
    origin = tag_from_camera.translation
    turn = tag_from_camera.rotation.rotate
    ax, ay, az = turn(Vector3(1, 0, 0)), turn(Vector3(0, 1, 0)), turn(Vector3(0, 0, 1))
    x, y = (u - lens.cx_px) / lens.fx_px, (v - lens.cy_px) / lens.fy_px
    reach = -origin.z / (ax.z * x + ay.z * y + az.z)
    return (
        origin.x + reach * (ax.x * x + ay.x * y + az.x),
        origin.y + reach * (ax.y * x + ay.y * y + az.y),
    )


def _luma_at(art: Artwork, x: Floats, y: Floats) -> Floats:
    """Return the print's luma at places measured in modules from the tag's centre."""
    modules = np.pad(np.array(art.modules), PAPER_MODULES, constant_values=True)
    last = len(modules) - 1
    column = np.clip(np.floor(x + len(modules) / 2), 0, last).astype(np.intp)
    row = np.clip(np.floor(y + len(modules) / 2), 0, last).astype(np.intp)
    return np.where(modules[row, column], PAPER, INK)


def _mean_of_rays(values: Floats) -> Floats:
    n = RAYS_PER_SIDE
    height, width = values.shape
    means: Floats = values.reshape(height // n, n, width // n, n).mean(axis=(1, 3))
    return means


def _blur(rows: Floats) -> Floats:
    padded = np.pad(rows, ((0, 0), (1, 1)), mode="edge")
    return (padded[:, :-2] + 4 * padded[:, 1:-1] + padded[:, 2:]) / 6
