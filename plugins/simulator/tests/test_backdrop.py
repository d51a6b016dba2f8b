"""The room is drawn in perspective, the same every time."""

import numpy as np

from bridge_simulator.backdrop import draw_backdrop
from bridge_simulator.rays import Box, Rays, Sphere, meet_box, meet_sphere
from bridge_simulator.sensor import lens_of

FORWARD = Rays(*(np.array([value], np.float32) for value in (0.0, 0.0, 1.0)))
COLOUR = (1.0, 1.0, 1.0)


def test_backdrop_has_light_wall_above_and_wood_below() -> None:
    drawn = draw_backdrop(lens_of("QVGA"))
    assert drawn.luma.shape == (240, 320)
    assert drawn.blue.shape == drawn.red.shape == (240, 160)
    wall, desk = (slice(60, 80), slice(80, 120)), (slice(180, 230), slice(60, 100))
    assert drawn.blue[wall].mean() > 126
    assert drawn.red[desk].mean() > 140


def test_backdrop_shows_the_same_view_at_every_size() -> None:
    small, large = draw_backdrop(lens_of("QVGA")).luma, draw_backdrop(lens_of("VGA")).luma
    shrunk = large.reshape(240, 2, 320, 2).mean(axis=(1, 3))
    assert np.abs(shrunk - small).mean() < 2


def test_backdrop_cannot_be_painted_over() -> None:
    assert not draw_backdrop(lens_of("QVGA")).luma.flags.writeable


def test_ray_enters_a_box_at_its_near_side() -> None:
    hit = meet_box(FORWARD, Box((-1.0, -1.0, 2.0), (1.0, 1.0, 3.0), COLOUR))
    assert hit.distance[0] == 2.0
    assert (hit.normal_x[0], hit.normal_y[0], hit.normal_z[0]) == (0.0, 0.0, -1.0)


def test_ray_passes_a_box_beside_it() -> None:
    assert np.isinf(meet_box(FORWARD, Box((1.0, 1.0, 2.0), (2.0, 2.0, 3.0), COLOUR)).distance[0])


def test_ray_enters_a_sphere_at_its_near_side() -> None:
    hit = meet_sphere(FORWARD, Sphere((0.0, 0.0, 4.0), 1.0, COLOUR))
    assert hit.distance[0] == 3.0
    assert hit.normal_z[0] == -1.0


def test_ray_passes_a_sphere_beside_it() -> None:
    assert np.isinf(meet_sphere(FORWARD, Sphere((2.0, 0.0, 4.0), 1.0, COLOUR)).distance[0])
