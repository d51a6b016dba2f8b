"""The still part of the picture: a desk before a wall, drawn once per picture size."""

import math
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from bridge.api import Intrinsics
from bridge_simulator.boards import Pixels
from bridge_simulator.rays import Box, Floats, Hit, Rays, Sphere, Triple, meet_box, meet_sphere
from bridge_simulator.view import DESK_BELOW_M, PITCH_RAD, WALL_AWAY_M

# Twice as many rays each way as pixels, until that would take longer than a start may.
MAX_RAYS_ACROSS = 1280
LIGHT: Triple = (-0.55, -0.70, -0.45)  # Towards the lamp, in room space.

_DESK = DESK_BELOW_M
_WALL = WALL_AWAY_M


def _book(left: float, width: float, height: float, colour: Triple) -> Box:
    shelf_y = -0.16
    return Box((left, shelf_y - height, _WALL - 0.22), (left + width, shelf_y, _WALL), colour)


def _block(left: float, away: float, edge: float, colour: Triple) -> Box:
    return Box((left, _DESK - edge, away), (left + edge, _DESK, away + edge), colour)


BOXES = (
    Box((0.42, -0.16, _WALL - 0.26), (1.62, -0.13, _WALL), (0.55, 0.38, 0.24)),
    _book(0.50, 0.06, 0.30, (0.72, 0.22, 0.20)),
    _book(0.57, 0.05, 0.26, (0.20, 0.36, 0.56)),
    _book(0.63, 0.08, 0.33, (0.90, 0.72, 0.28)),
    _book(0.72, 0.04, 0.28, (0.24, 0.50, 0.38)),
    _book(0.77, 0.07, 0.31, (0.86, 0.84, 0.78)),
    _book(1.10, 0.06, 0.27, (0.48, 0.28, 0.52)),
    _book(1.17, 0.09, 0.32, (0.18, 0.46, 0.54)),
    _block(-0.98, 1.78, 0.16, (0.86, 0.26, 0.20)),
    _block(-0.80, 1.86, 0.16, (0.22, 0.48, 0.80)),
    Box((-0.88, _DESK - 0.32, 1.82), (-0.72, _DESK - 0.16, 1.98), (0.95, 0.76, 0.22)),
    _block(0.86, 1.62, 0.13, (0.28, 0.66, 0.42)),
)
SPHERES = (
    Sphere((1.06, _DESK - 0.09, 2.05), 0.09, (0.93, 0.52, 0.14)),
    Sphere((1.22, _DESK - 0.075, 1.93), 0.075, (0.78, 0.18, 0.22)),
)


@dataclass(frozen=True, slots=True)
class Backdrop:
    """Luma at full size, blue and red difference at half width (4:2:2)."""

    luma: Pixels
    blue: Pixels
    red: Pixels


@lru_cache(maxsize=8)
def draw_backdrop(lens: Intrinsics) -> Backdrop:
    """Return the empty room through a lens. Takes up to a second; the same every time."""
    fine = min(2, max(1, MAX_RAYS_ACROSS // lens.width_px))
    colour = _shade_room(_rays_through(lens.scaled_to(lens.width_px * fine, lens.height_px * fine)))
    if fine > 1:
        colour = np.asarray(
            cv2.resize(colour, (lens.width_px, lens.height_px), interpolation=cv2.INTER_AREA),
            np.float32,
        )
    return _backdrop_from_rgb(np.clip(colour, 0, 1))


def _rays_through(lens: Intrinsics) -> Rays:
    x = (np.arange(lens.width_px, dtype=np.float32) - lens.cx_px) / lens.fx_px
    y = (np.arange(lens.height_px, dtype=np.float32) - lens.cy_px) / lens.fy_px
    across, down = np.meshgrid(x, y)
    sine, cosine = math.sin(PITCH_RAD), math.cos(PITCH_RAD)
    return Rays(across, down * cosine + sine, cosine - down * sine)


def _shade_room(rays: Rays) -> Floats:
    wall_at = (_WALL / np.maximum(rays.z, np.float32(1e-3))).astype(np.float32)
    falling = np.maximum(rays.y, np.float32(1e-4))
    desk_at = np.where(rays.y > 1e-4, _DESK / falling, np.inf).astype(np.float32)
    colour = _wall_colour(rays.x * wall_at, rays.y * wall_at)
    is_desk = (desk_at < wall_at)[..., None]
    nearest = np.minimum(desk_at, wall_at)
    colour = np.where(is_desk, _desk_colour(rays.x * nearest, rays.z * nearest), colour)
    for box in BOXES:
        nearest = _paint_solid(colour, nearest, meet_box(rays, box), box.colour)
    for sphere in SPHERES:
        nearest = _paint_solid(colour, nearest, meet_sphere(rays, sphere), sphere.colour)
    return colour.astype(np.float32)


def _paint_solid(colour: Floats, nearest: Floats, hit: Hit, paint: Triple) -> Floats:
    """Colour the pixels where a solid is nearer, in place; return the new nearest."""
    front = hit.distance < nearest
    x, y, z = LIGHT
    lit = hit.normal_x[front] * x + hit.normal_y[front] * y + hit.normal_z[front] * z
    shade = 0.52 + 0.58 * np.maximum(lit, 0)
    colour[front] = shade[:, None] * np.asarray(paint, np.float32)
    return np.where(front, hit.distance, nearest)


def _wall_colour(x: Floats, y: Floats) -> Floats:
    glow = np.exp(-((x + 0.9) ** 2 + (y + 0.75) ** 2) / 1.6)
    # Faint stripes of wallpaper, softer than a sensor's noise would hide.
    stripes = 0.015 * np.sin(x * 42) * np.sin(y * 3 + x)
    level = 0.52 + 0.30 * glow + stripes
    wall = np.stack([level * 0.80, level * 0.97, level * 1.0], axis=-1)
    wall[(y > _DESK - 0.07)] *= 0.72  # Skirting, where wall and desk meet.
    _hang_window(wall, x, y)
    _hang_poster(wall, x, y)
    return wall.astype(np.float32)


def _hang_window(wall: Floats, x: Floats, y: Floats) -> None:
    left, right, top, bottom = -1.45, -0.55, -1.1, -0.22
    frame = (x > left - 0.06) & (x < right + 0.06) & (y > top) & (y < bottom + 0.06)
    wall[frame] = (0.93, 0.92, 0.88)
    bars = (np.abs(x - (left + right) / 2) < 0.02) | (np.abs(y + 0.62) < 0.02)
    pane = (x > left) & (x < right) & (y < bottom) & ~bars
    height = np.clip((y[pane] - bottom) / (top - bottom), 0, 1)
    sky = np.stack([0.80 - 0.35 * height, 0.90 - 0.20 * height, 0.98 - 0.04 * height], axis=-1)
    hills = y[pane] > -0.36 + 0.05 * np.sin(x[pane] * 7) + 0.03 * np.sin(x[pane] * 17)
    sky[hills] = (0.42, 0.62, 0.40)
    wall[pane] = sky


def _hang_poster(wall: Floats, x: Floats, y: Floats) -> None:
    u, v = (x + 0.33) / 0.56, (y + 0.52) / 0.46
    inside = (u > 0) & (u < 1) & (v > 0) & (v < 1)
    wall[inside] = (0.16, 0.17, 0.24)
    mat = (u > 0.05) & (u < 0.95) & (v > 0.06) & (v < 0.94)
    wall[mat] = (0.96, 0.90, 0.78)
    for centre_u, centre_v, radius, paint in (
        (0.36, 0.42, 0.23, (0.90, 0.40, 0.30)),
        (0.62, 0.55, 0.26, (0.22, 0.52, 0.62)),
        (0.52, 0.34, 0.12, (0.96, 0.76, 0.28)),
    ):
        disc = ((u - centre_u) / 0.82) ** 2 + (v - centre_v) ** 2 < radius**2
        wall[mat & disc] = paint


def _desk_colour(x: Floats, z: Floats) -> Floats:
    plank = np.floor(x / 0.24)
    # A sine of a big number is as good as random, and the same on every machine.
    tone = np.sin(plank * 127.1) * 0.05
    bend = 1.7 * np.sin(z * 3.1 + plank * 2.3) + 0.6 * np.sin(z * 9 + x * 4)
    grain = 0.035 * np.sin(x * 160 + bend * 3) + 0.025 * np.sin(x * 61 + bend * 5 + plank)
    seam = np.where(np.abs(x / 0.24 - plank - 0.5) > 0.485, -0.16, 0.0)
    level = 0.66 + tone + grain + seam - _shadows(x, z)
    pool = np.exp(-(((x + 0.25) / 0.9) ** 2 + ((z - 1.25) / 0.7) ** 2))
    level = level * (0.80 + 0.34 * pool)
    return np.stack([level * 1.0, level * 0.76, level * 0.54], axis=-1).astype(np.float32)


def _shadows(x: Floats, z: Floats) -> Floats:
    """Return how much darker the desk is beside the things that stand on it."""
    dark = np.zeros_like(x)
    for box in BOXES:
        if box.high[1] < _DESK:
            continue
        middle_x, middle_z = (box.low[0] + box.high[0]) / 2, (box.low[2] + box.high[2]) / 2
        reach = box.high[0] - box.low[0]
        dark = np.maximum(dark, _blot(x - middle_x - 0.05, z - middle_z + 0.02, reach))
    for ball in SPHERES:
        side, away = x - ball.centre[0] - 0.03, z - ball.centre[2]
        dark = np.maximum(dark, _blot(side, away, 1.5 * ball.radius_m))
    return dark


def _blot(side: Floats, away: Floats, reach: float) -> Floats:
    softness = 0.9 * reach * reach
    return np.asarray(0.34 * np.exp(-(side * side + away * away) / softness), np.float32)


def _backdrop_from_rgb(colour: Floats) -> Backdrop:
    """Convert by the full-range BT.601 matrix that JPEG uses; average pairs of chroma."""
    red, green, blue = (colour[..., channel] * 255 for channel in range(3))
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    blue_difference = (blue - luma) * 0.564 + 128
    red_difference = (red - luma) * 0.713 + 128
    halves = [(plane[:, 0::2] + plane[:, 1::2]) / 2 for plane in (blue_difference, red_difference)]
    planes = [np.clip(np.rint(plane), 0, 255).astype(np.uint8) for plane in (luma, *halves)]
    for plane in planes:
        plane.setflags(write=False)
    return Backdrop(planes[0], planes[1], planes[2])
