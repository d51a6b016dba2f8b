"""Where rays meet simple solids, for all pixels at once.

Arrays are float32, as there are a million rays; a ray that misses gets the distance infinity.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Rays:
    """Directions from the origin, one per pixel; not normalised."""

    x: Floats
    y: Floats
    z: Floats


@dataclass(frozen=True, slots=True)
class Hit:
    """How many times its direction a ray goes before it hits, and the normal there."""

    distance: Floats
    normal_x: Floats
    normal_y: Floats
    normal_z: Floats


@dataclass(frozen=True, slots=True)
class Box:
    """A solid between two corners, aligned with room space, of one colour."""

    low: Triple
    high: Triple
    colour: Triple


@dataclass(frozen=True, slots=True)
class Sphere:
    """A solid ball of one colour."""

    centre: Triple
    radius_m: float
    colour: Triple


def meet_box(rays: Rays, box: Box) -> Hit:
    """Return where rays enter a box (the slab method)."""
    nears: list[Floats] = []
    far = np.full_like(rays.x, np.inf)
    for axis, (low, high) in zip(
        (rays.x, rays.y, rays.z), zip(box.low, box.high, strict=True), strict=True
    ):
        inverse = 1 / np.where(np.abs(axis) < 1e-9, np.float32(1e-9), axis)
        nears.append(np.minimum(low * inverse, high * inverse))
        far = np.minimum(far, np.maximum(low * inverse, high * inverse))
    near = np.maximum(np.maximum(nears[0], nears[1]), nears[2])
    hits = (near <= far) & (near > 0)
    sides = [
        np.where(side == near, -np.sign(axis), 0).astype(np.float32)
        for side, axis in zip(nears, (rays.x, rays.y, rays.z), strict=True)
    ]
    return Hit(np.where(hits, near, np.float32(np.inf)), sides[0], sides[1], sides[2])


def meet_sphere(rays: Rays, sphere: Sphere) -> Hit:
    """Return where rays enter a sphere."""
    cx, cy, cz = sphere.centre
    squared = rays.x**2 + rays.y**2 + rays.z**2
    along = rays.x * cx + rays.y * cy + rays.z * cz
    beside = along**2 - squared * (cx * cx + cy * cy + cz * cz - sphere.radius_m**2)
    near = (along - np.sqrt(np.maximum(beside, 0))) / squared
    distance = np.where((beside > 0) & (near > 0), near, np.float32(np.inf))
    at = np.where(np.isfinite(distance), distance, 0)
    r = sphere.radius_m
    return Hit(distance, (rays.x * at - cx) / r, (rays.y * at - cy) / r, (rays.z * at - cz) / r)
