"""The two poses of a square that has four known corners in a picture, in closed form.

Collins and Bartoli, "Infinitesimal Plane-Based Pose Estimation", International Journal
of Computer Vision 109 (2014). The homography from tag to picture is used only at the
tag's centre: its value there is the line of sight, and its derivative says how the tag's
two axes appear across that line. Their parts along the line follow from the axes being
orthogonal and of length one, but for a common sign. Hence two poses, and no iteration.

Knows: floats. Does not know: pictures, detectors, settings.
"""

import math
from typing import NamedTuple

from bridge.api import Intrinsics, Pose, PoseSolution, Quaternion, Vector3

# Poses are not refined by iteration. Measured with 0.1 px of noise on tags of 20 to
# 160 px: the median errors stayed where they were, and a second solution close to the
# first slid into it, so that the ambiguity could no longer be seen.

Point = tuple[float, float]
Corners = tuple[Point, Point, Point, Point]
Triple = tuple[float, float, float]
Axes = tuple[Triple, Triple]  # The tag's x and y axes in camera space.

# The least sine of a corner's angle, times the ratio of its edges to the longest one.
# Far below what a lens can show, far above what rounding can fake.
MIN_TURN = 1e-9


class Sight(NamedTuple):
    """The homography at the tag's centre, in units of the tangent of the view angle.

    The centre appears at (x, y); one metre along the tag's x axis moves it by
    (x_by_x, y_by_x), one along the tag's y axis by (x_by_y, y_by_y).
    """

    x: float
    y: float
    x_by_x: float
    y_by_x: float
    x_by_y: float
    y_by_y: float


def solve_square(
    corners_px: Corners, intrinsics: Intrinsics, size_m: float
) -> tuple[PoseSolution, ...]:
    """Return `camera_from_tag` for a square of `size_m`, the better solution first.

    `corners_px` are top-left, top-right, bottom-right, bottom-left as one reads the tag,
    with pixel centres at whole numbers. There are two solutions, or one when the other
    would put a corner behind the camera. Raises ValueError when the corners are not a
    convex quadrilateral in that order, or a number is not finite.
    """
    if not (size_m > 0 and intrinsics.fx_px > 0 and intrinsics.fy_px > 0):
        raise ValueError(f"tag size {size_m} m, {intrinsics}: sizes must be greater than 0")
    rays = _rays(corners_px, intrinsics)
    if not _is_convex(rays):
        raise ValueError(
            f"corners {corners_px}: expected a convex quadrilateral in the order top-left, "
            "top-right, bottom-right, bottom-left"
        )
    sight = _sight(rays, size_m)
    solutions = [
        solution
        for axes in _tag_axes(sight)
        if (solution := _placed(axes, rays, intrinsics, size_m)) is not None
    ]
    if not solutions:
        raise ValueError(f"corners {corners_px}: no pose has them in front of the camera")
    return tuple(sorted(solutions, key=error_of))


def error_of(solution: PoseSolution) -> float:
    """Return how far off the corners are; a pose that nobody measured is worse than all."""
    found = solution.reprojection_error_px
    return math.inf if found is None else found


def _is_convex(rays: Corners) -> bool:
    edges = [(b[0] - a[0], b[1] - a[1]) for a, b in zip(rays, rays[1:] + rays[:1], strict=True)]
    least = MIN_TURN * max(x * x + y * y for x, y in edges)
    # NaN compares false with everything, so it is refused here too.
    return all(
        least < ax * by - ay * bx < math.inf
        for (ax, ay), (bx, by) in zip(edges, edges[1:] + edges[:1], strict=True)
    )


def _rays(corners: Corners, lens: Intrinsics) -> Corners:
    a, b, c, d = (
        ((x - lens.cx_px) / lens.fx_px, (y - lens.cy_px) / lens.fy_px) for x, y in corners
    )
    return (a, b, c, d)


def _sight(rays: Corners, size_m: float) -> Sight:
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = rays
    ax, ay, bx, by = x1 - x2, y1 - y2, x3 - x2, y3 - y2
    sx, sy = x0 - x1 + x2 - x3, y0 - y1 + y2 - y3
    # The square from (0, 0) to (1, 1) appears at ((c·(u,v) + x0) / (1 + g·u + h·v), …).
    area = ax * by - bx * ay
    g = (sx * by - bx * sy) / area
    h = (ax * sy - sx * ay) / area
    x_by_u, x_by_v = x1 - x0 + g * x1, x3 - x0 + h * x3
    y_by_u, y_by_v = y1 - y0 + g * y1, y3 - y0 + h * y3
    depth = 1 + (g + h) / 2
    x = (x0 + (x_by_u + x_by_v) / 2) / depth
    y = (y0 + (y_by_u + y_by_v) / 2) / depth
    k = 1 / (depth * size_m)
    return Sight(
        x,
        y,
        (x_by_u - g * x) * k,
        (y_by_u - g * y) * k,
        (x_by_v - h * x) * k,
        (y_by_v - h * y) * k,
    )


def _tag_axes(sight: Sight) -> tuple[Axes, Axes]:
    # With n the line of sight and d the depth, an axis is d·across + along·n, where
    # `across` is the part of the derivative at right angles to n.
    length = math.sqrt(sight.x * sight.x + sight.y * sight.y + 1)
    n = (sight.x / length, sight.y / length, 1 / length)
    across_x = _across(sight.x_by_x, sight.y_by_x, n)
    across_y = _across(sight.x_by_y, sight.y_by_y, n)
    xx, yy, xy = _dot(across_x, across_x), _dot(across_y, across_y), _dot(across_x, across_y)
    # 1/d² is the larger eigenvalue of [[xx, xy], [xy, yy]]. What it exceeds xx and yy by
    # is written without the difference of nearly equal numbers.
    spread = math.hypot(xx - yy, 2 * xy) + abs(xx - yy)
    over_x, over_y = spread / 2, (2 * xy * xy / spread if spread > 0 else 0.0)
    if xx > yy:
        over_x, over_y = over_y, over_x
    scale = math.sqrt(max(xx, yy) + min(over_x, over_y))
    along_x, along_y = math.sqrt(over_x) / scale, -math.copysign(math.sqrt(over_y), xy) / scale
    return (
        (_axis(across_x, scale, along_x, n), _axis(across_y, scale, along_y, n)),
        (_axis(across_x, scale, -along_x, n), _axis(across_y, scale, -along_y, n)),
    )


def _across(x: float, y: float, n: Triple) -> Triple:
    along = x * n[0] + y * n[1]
    return (x - along * n[0], y - along * n[1], -along * n[2])


def _axis(across: Triple, scale: float, along: float, n: Triple) -> Triple:
    return (
        across[0] / scale + along * n[0],
        across[1] / scale + along * n[1],
        across[2] / scale + along * n[2],
    )


def _dot(a: Triple, b: Triple) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _placed(axes: Axes, rays: Corners, lens: Intrinsics, size_m: float) -> PoseSolution | None:
    half = size_m / 2
    (ax, ay, az), (bx, by, bz) = axes
    # The tag's corners turned into camera space, still around the origin.
    p, q = (ax + bx) * half, (ax - bx) * half
    r, s = (ay + by) * half, (ay - by) * half
    u, v = (az + bz) * half, (az - bz) * half
    turned = ((-p, -r, -u), (q, s, v), (p, r, u), (-q, -s, -v))
    t = _translation(turned, rays)
    error_px = _reprojection_error_px(turned, t, rays, lens)
    if error_px is None:
        return None
    normal = (ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx)
    rotation = Quaternion.from_matrix(
        ((ax, bx, normal[0]), (ay, by, normal[1]), (az, bz, normal[2]))
    )
    return PoseSolution(Pose(Vector3(*t), rotation), error_px)


def _translation(turned: tuple[Triple, ...], rays: Corners) -> Triple:
    # Least squares of x·(pz + tz) = px + tx and y·(pz + tz) = py + ty over the corners,
    # around their middle, as a small tag at the picture's edge leaves no digits else.
    mean_x, mean_y = sum(x for x, _ in rays) / 4, sum(y for _, y in rays) / 4
    spread = against = sum_x = sum_y = 0.0
    for (px, py, pz), (x, y) in zip(turned, rays, strict=True):
        dx, dy = x * pz - px, y * pz - py
        from_x, from_y = x - mean_x, y - mean_y
        spread += from_x * from_x + from_y * from_y
        against += from_x * dx + from_y * dy
        sum_x += dx
        sum_y += dy
    tz = -against / spread
    return (sum_x / 4 + mean_x * tz, sum_y / 4 + mean_y * tz, tz)


def _reprojection_error_px(
    turned: tuple[Triple, ...], t: Triple, rays: Corners, lens: Intrinsics
) -> float | None:
    total = 0.0
    for (px, py, pz), (x, y) in zip(turned, rays, strict=True):
        depth = pz + t[2]
        # Also refuses NaN: what overflowed on the way is not a pose.
        if not 0 < depth < math.inf:
            return None
        dx = ((px + t[0]) / depth - x) * lens.fx_px
        dy = ((py + t[1]) / depth - y) * lens.fy_px
        total += dx * dx + dy * dy
    error_px = math.sqrt(total / 4)
    return error_px if math.isfinite(error_px) else None
