"""How fast tags become poses: ratios of what is compared in the same run.

Run with `python benchmarks/pose.py`. Needs OpenCV, which the plugin itself does not.
Times are processor time; of several rounds, taken in turn, the best counts.
"""

import math
import time
from collections.abc import Callable

import cv2
import numpy as np
from pupil_apriltags import Detector

from bridge.api import (
    Intrinsics,
    Media,
    Pose,
    Quaternion,
    Sample,
    TopicKind,
    TopicSpec,
    Vector3,
    parse_pattern,
)
from bridge_pose.ippe import Corners, solve_square
from bridge_pose.stage import TagFinder, build_tag_finder
from bridge_pose.testing import Luma, PlacedTag, draw_scene, picture_of, project_corners

ROUNDS = 7
LENS = Intrinsics.from_field_of_view(640, 480, math.radians(62))
SIZE_M = 0.1
HALF_M = SIZE_M / 2
SQUARE = np.array(
    [[-HALF_M, HALF_M, 0], [HALF_M, HALF_M, 0], [HALF_M, -HALF_M, 0], [-HALF_M, -HALF_M, 0]]
)
CAMERA = np.array([[LENS.fx_px, 0, LENS.cx_px], [0, LENS.fy_px, LENS.cy_px], [0, 0, 1]])
TOPIC = "device/cam-1/camera/jpeg"
JPEG = TopicSpec(parse_pattern(TOPIC), TopicKind.MEDIA, "Pictures", media=Media.JPEG)


def best_us(calls: int, **contenders: Callable[[], object]) -> dict[str, float]:
    """Return the least processor time of one call of each, in µs."""
    best = dict.fromkeys(contenders, math.inf)
    for _ in range(ROUNDS):
        for name, contender in contenders.items():
            started_ns = time.process_time_ns()
            for _ in range(calls):
                contender()
            spent_us = (time.process_time_ns() - started_ns) / 1000 / calls
            best[name] = min(best[name], spent_us)
    return best


def placed(x: float, y: float, z: float, lean_rad: float) -> PlacedTag:
    """Return one of the tags of the scene."""
    axis = Vector3(1, 0.4, 0.2)
    return PlacedTag(Pose(Vector3(x, y, z), Quaternion.from_axis_angle(axis, lean_rad)))


SCENE = [placed(-0.3, -0.1, 0.7, 0.5), placed(0.0, -0.1, 0.8, -0.4), placed(0.2, 0.1, 0.75, 0.7)]
SCENE.append(placed(-0.1, 0.15, 0.6, 0.2))


def opencv_poses(corners: Corners) -> list[Pose]:
    """Return what OpenCV makes of the corners, as the values that the bridge publishes."""
    _, turns, places, _ = cv2.solvePnPGeneric(
        SQUARE,
        np.array(corners).reshape(4, 1, 2),
        CAMERA,
        np.zeros(4),
        flags=cv2.SOLVEPNP_IPPE_SQUARE,
    )
    poses = []
    for turn, place in zip(turns, places, strict=True):
        a, b, c = cv2.Rodrigues(turn)[0].tolist()
        x, y, z = np.asarray(place).ravel().tolist()
        rotation = Quaternion.from_matrix((tuple(a), tuple(b), tuple(c)))
        poses.append(Pose(Vector3(x, y, z), rotation))
    return poses


def through_jpeg(luma: Luma) -> Luma:
    """Return the picture as it arrives; JPEG takes away most of the noise in even places."""
    encoded = cv2.imencode(".jpg", luma, [cv2.IMWRITE_JPEG_QUALITY, 60])[1]
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE), np.uint8)


def compare_solvers() -> None:
    """Print the closed-form solver against OpenCV's."""
    corners = project_corners(SCENE[0].camera_from_tag, LENS, SIZE_M)
    took = best_us(
        2000,
        ours=lambda: solve_square(corners, LENS, SIZE_M),
        opencv=lambda: opencv_poses(corners),
    )
    print(
        f"pose of a tag: {took['ours']:.1f} µs, "
        f"{took['ours'] / took['opencv']:.2f} × OpenCV's IPPE_SQUARE as the same values"
    )


def compare_stages() -> None:
    """Print the stage against the library's detector with its own poses."""
    luma = through_jpeg(draw_scene(SCENE, LENS, noise=3))
    picture = picture_of(luma)
    sample = Sample(TOPIC, JPEG, 1, 0, 0)
    library = Detector(families="tag36h11", nthreads=1, quad_decimate=2.0)
    lens = (LENS.fx_px, LENS.fy_px, LENS.cx_px + 0.5, LENS.cy_px + 0.5)
    find: TagFinder = build_tag_finder(TOPIC, {})
    find_two = build_tag_finder(TOPIC, {"families": ["tag36h11", "tag25h9"]})
    took = best_us(
        40,
        stage=lambda: find(sample, picture),
        library=lambda: library.detect(
            luma, estimate_tag_pose=True, camera_params=lens, tag_size=SIZE_M
        ),
        detect=lambda: library.detect(luma),
        two=lambda: find_two(sample, picture),
    )
    print(
        f"VGA picture of {len(SCENE)} tags: {took['stage'] / 1000:.2f} ms, "
        f"{took['stage'] / took['library']:.2f} × the library with its own poses, "
        f"{took['stage'] / took['detect']:.2f} × the library without poses"
    )
    print(f"two families in one pass: {took['two'] / took['stage']:.2f} × one family")


if __name__ == "__main__":
    compare_solvers()
    compare_stages()
