"""Moving things painted onto planes of pixels: boards and the ball, with soft edges."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bridge.api import Intrinsics, Pose, Vector3
from bridge_simulator.boards import TEXELS_PER_CELL, BoardDesign, Pixels, board_texture
from bridge_simulator.view import BALL_RADIUS_M, DESK_BELOW_M, Ball, PlacedBoard, camera_from_room
from bridge_simulator.visible import faces_camera

# Each pixel of a board is the mean of this many squared. With three, the corners of VGA
# pictures are found no better than with two, and a picture takes a quarter longer.
SUPERSAMPLING = 2
SUPERSAMPLING_SMALL = 3
_SMALL_WIDTH_PX = 480
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Planes:
    """Luma at full size; blue and red difference at half width."""

    luma: Pixels
    blue: Pixels
    red: Pixels


@dataclass(frozen=True, slots=True)
class Patch:
    """A rectangle of a picture; `left` and `right` are even, as chroma comes in pairs."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.right - self.left, self.bottom - self.top


def patch_around(corners: list[tuple[float, float]], lens: Intrinsics) -> Patch | None:
    """Return the patch that holds all corners as far as they are in the picture."""
    across, down = [corner[0] for corner in corners], [corner[1] for corner in corners]
    left = max(0, math.floor(min(across)) - 2) & ~1
    right = min(lens.width_px, (math.ceil(max(across)) + 4) & ~1)
    top = max(0, math.floor(min(down)) - 2)
    bottom = min(lens.height_px, math.ceil(max(down)) + 3)
    return Patch(left, top, right, bottom) if left < right and top < bottom else None


def paint_board(planes: Planes, lens: Intrinsics, boards: list[PlacedBoard]) -> None:
    """Paint one board, seen at several moments of one exposure, that all count alike."""
    shown = [board for board in boards if faces_camera(board.camera_from_board)]
    if len(shown) < len(boards):
        return
    outlines = [_outline(board, lens) for board in shown]
    patch = patch_around([corner for outline in outlines for corner in outline], lens)
    if patch is None:
        return
    looks = [_warp(board, lens, patch) for board in shown]
    look = looks[0]
    if len(looks) > 1:
        look = np.rint(np.mean(np.stack(looks), axis=0)).astype(np.uint8)
    _blend(planes, patch, look, _lambert(shown[0].camera_from_board))


def _outline(board: PlacedBoard, lens: Intrinsics) -> list[tuple[float, float]]:
    x, y = (edge * board.design.cell_m / 2 for edge in (board.design.columns, board.design.rows))
    return [
        lens.project(board.camera_from_board.apply(Vector3(a, b, 0.0)))
        for a, b in ((-x, -y), (x, -y), (x, y), (-x, y))
    ]


def _lambert(camera_from_board: Pose) -> float:
    """Return how bright the paper is under a lamp above and to the left of the camera."""
    normal = camera_from_board.rotation.rotate(Vector3(0.0, 0.0, -1.0))
    lit = normal.x * -0.35 + normal.y * -0.45 + normal.z * -0.82
    return 0.62 + 0.38 * max(0.0, lit)


def image_from_texel(design: BoardDesign, camera_from_board: Pose, lens: Intrinsics) -> Matrix:
    """Return the homography from centres of texels to centres of pixels."""
    x_axis = camera_from_board.rotation.rotate(Vector3(1.0, 0.0, 0.0))
    y_axis = camera_from_board.rotation.rotate(Vector3(0.0, 1.0, 0.0))
    place = camera_from_board.translation
    camera_from_plane = np.array(
        [
            [x_axis.x, y_axis.x, place.x],
            [x_axis.y, y_axis.y, place.y],
            [x_axis.z, y_axis.z, place.z],
        ]
    )
    texel_m = design.cell_m / TEXELS_PER_CELL
    half_x = design.columns * TEXELS_PER_CELL / 2
    half_y = design.rows * TEXELS_PER_CELL / 2
    plane_from_texel = np.array(
        [
            [texel_m, 0.0, (0.5 - half_x) * texel_m],
            [0.0, texel_m, (0.5 - half_y) * texel_m],
            [0.0, 0.0, 1.0],
        ]
    )
    projection = np.array(
        [[lens.fx_px, 0.0, lens.cx_px], [0.0, lens.fy_px, lens.cy_px], [0.0, 0.0, 1.0]]
    )
    return np.asarray(projection @ camera_from_plane @ plane_from_texel, np.float64)


def _warp(board: PlacedBoard, lens: Intrinsics, patch: Patch) -> Pixels:
    """Return the board inside a patch; where it is not, all four channels fade to 0."""
    fine = SUPERSAMPLING if lens.width_px > _SMALL_WIDTH_PX else SUPERSAMPLING_SMALL
    # The centre of fine pixel i is (i + 0.5) / fine - 0.5 pixels from the patch's corner.
    fine_from_image = np.array(
        [
            [fine, 0.0, (0.5 - patch.left) * fine - 0.5],
            [0.0, fine, (0.5 - patch.top) * fine - 0.5],
            [0.0, 0.0, 1.0],
        ]
    )
    mapping = fine_from_image @ image_from_texel(board.design, board.camera_from_board, lens)
    width, height = patch.size
    texture = board_texture(board.design)
    warped = cv2.warpPerspective(
        texture, mapping, (width * fine, height * fine), flags=cv2.INTER_LINEAR
    )
    small = cv2.resize(warped, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def _blend(planes: Planes, patch: Patch, look: Pixels, brightness: float) -> None:
    luma, blue, red, opacity = cv2.split(look)
    rows, half = slice(patch.top, patch.bottom), slice(patch.left // 2, patch.right // 2)
    lit = cv2.convertScaleAbs(luma, alpha=brightness)
    _lay_over(planes.luma[rows, patch.left : patch.right], lit, opacity)
    size = (patch.size[0] // 2, patch.size[1])
    opacity, blue, red = (
        cv2.resize(channel, size, interpolation=cv2.INTER_AREA) for channel in (opacity, blue, red)
    )
    _lay_over(planes.blue[rows, half], blue, opacity)
    _lay_over(planes.red[rows, half], red, opacity)


def _lay_over(under: Pixels, over: cv2.typing.MatLike, opacity: cv2.typing.MatLike) -> None:
    """Put `over`, which is dimmed by its opacity already, on top of `under`, in place."""
    seen = cv2.multiply(under, cv2.bitwise_not(opacity), scale=1 / 255)
    under[:] = cv2.add(seen, over)


def paint_ball(planes: Planes, lens: Intrinsics, ball: Ball) -> None:
    """Paint the ball with its shadow on the desk."""
    on_desk = Vector3(ball.p_in_room.x, DESK_BELOW_M, ball.p_in_room.z)
    below = camera_from_room.apply(on_desk)
    reach_px = lens.fx_px * BALL_RADIUS_M / below.z
    _paint_shadow(planes.luma, lens, lens.project(below), reach_px * 1.1)
    middle = camera_from_room.apply(ball.p_in_room)
    _paint_sphere(planes, lens, lens.project(middle), lens.fx_px * BALL_RADIUS_M / middle.z, ball)


def _square(centre: tuple[float, float], reach_px: float, lens: Intrinsics) -> Patch | None:
    x, y = centre
    return patch_around([(x - reach_px, y - reach_px), (x + reach_px, y + reach_px)], lens)


def _offsets(patch: Patch, centre: tuple[float, float], reach: float) -> tuple[Matrix, Matrix]:
    across = (np.arange(patch.left, patch.right, dtype=np.float64) - centre[0]) / reach
    down = (np.arange(patch.top, patch.bottom, dtype=np.float64) - centre[1]) / reach
    return across[None, :], down[:, None]


def _paint_shadow(
    luma: Pixels, lens: Intrinsics, centre: tuple[float, float], reach_px: float
) -> None:
    patch = _square(centre, reach_px * 1.3, lens)
    if patch is None:
        return
    across, down = _offsets(patch, centre, reach_px)
    dark = 1 - 0.45 * np.exp(-2.2 * (across**2 + (down * 3.2) ** 2))
    part = luma[patch.top : patch.bottom, patch.left : patch.right]
    part[:] = (part * dark).astype(np.uint8)


def _paint_sphere(
    planes: Planes, lens: Intrinsics, centre: tuple[float, float], radius_px: float, ball: Ball
) -> None:
    patch = _square(centre, radius_px, lens)
    if patch is None:
        return
    x, y = _offsets(patch, centre, radius_px)
    squared = x**2 + y**2
    opacity = np.clip((1 - np.sqrt(squared)) * radius_px + 0.5, 0, 1)
    z = np.sqrt(np.maximum(0.0, 1 - squared))
    # The stripes run over the poles that face the camera, so that rolling is seen.
    sector = np.floor((np.arctan2(y, x) - ball.turn_rad) * 3 / math.pi) % 2 > 0
    cap = z > 0.93
    shade = 0.55 + 0.45 * np.clip(-0.5 * x - 0.6 * y + 0.6 * z, 0, 1)
    luma = np.where(cap | sector, 232, 110) * shade
    blue, red = np.where(cap | sector, 126, 98), np.where(cap | sector, 130, 205)
    rows, columns = slice(patch.top, patch.bottom), slice(patch.left, patch.right)
    _mix(planes.luma[rows, columns], luma, opacity)
    half = slice(patch.left // 2, patch.right // 2)
    _mix(planes.blue[rows, half], blue[:, ::2], opacity[:, ::2])
    _mix(planes.red[rows, half], red[:, ::2], opacity[:, ::2])


def _mix(under: Pixels, over: Matrix, opacity: Matrix) -> None:
    under[:] = np.rint(under * (1 - opacity) + over * opacity).astype(np.uint8)
