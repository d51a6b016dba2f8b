"""From what cameras see to where things are: tags that do not move place the cameras, and
cameras place everything else.

Knows: poses, detections, times. Does not know: topics, subscriptions, settings files.
World space is that of the anchors' settings; with one anchor and no numbers it is the
anchor's own: origin in its centre, x to the right and y down as one reads it, z into the
paper.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bridge.api import Pose, Quaternion, TagDetection, TagDetections, Vector3, WorldPose

# Views of one tag by several cameras are one fact when they are this close in time.
SAME_MOMENT_US = 100_000
# A pose this old says nothing about which of two solutions is the right one now.
MEMORY_US = 500_000
# Of two solutions, the picture itself prefers one clearly when its error is so much smaller.
CLEARLY_BETTER = 2.0
# Below this, errors are noise of the corner finder and say nothing.
NOISE_PX = 0.15
# Nothing that a peer sends may make this grow without end.
MAX_ENTITIES = 1024


@dataclass(frozen=True, slots=True)
class View:
    """One camera's opinion of where something is. `weight` is larger for nearer ones."""

    pose: Pose
    error_px: float | None
    weight: float
    at_us: int


class World:
    """What is known of one world space. `anchors` maps "tag36h11-0" to `world_from_tag`."""

    def __init__(self, anchors: Mapping[str, Pose], camera_hold_us: int) -> None:
        self._anchors = dict(anchors)
        self._hold_us = camera_hold_us
        self._cameras: dict[str, View] = {}
        self._views: dict[str, dict[str, View]] = {}

    def learn(
        self, camera: str, seen: TagDetections, at_us: int
    ) -> Iterator[tuple[str, WorldPose]]:
        """Yield the entities that a picture places: the camera itself, then its tags."""
        place = self._place_camera(camera, seen, at_us)
        if place is None:
            return
        if place.at_us == at_us:
            yield camera, WorldPose(place.pose, (camera,), place.error_px)
        for tag in seen.tags:
            name = entity_name(tag)
            if not tag.solutions or _key_of(tag) in self._anchors or name == camera:
                continue
            if name not in self._views and len(self._views) >= MAX_ENTITIES:
                continue
            views = self._views.setdefault(name, {})
            views[camera] = _choose(_views_of_tag(place.pose, tag, at_us), views.get(camera))
            yield name, _merged(views, at_us)

    def _place_camera(self, camera: str, seen: TagDetections, at_us: int) -> View | None:
        known = self._cameras.get(camera)
        opinions = [
            _choose(_views_of_camera(self._anchors[_key_of(tag)], tag, at_us), known)
            for tag in seen.tags
            if tag.solutions and _key_of(tag) in self._anchors
        ]
        if not opinions:
            is_held = known is not None and at_us - known.at_us <= self._hold_us
            return known if is_held else None
        placed = _mean([_agreed(opinion, opinions) for opinion in opinions])
        if known is None and len(self._cameras) >= MAX_ENTITIES:
            return None
        self._cameras[camera] = placed
        return placed


def entity_name(tag: TagDetection) -> str:
    """Return the last chunk of the tag's topic: `tag-7`, or `tag25h9-7` of other families."""
    if tag.family == "tag36h11":
        return f"tag-{tag.tag_id}"
    return f"{tag.family.lower()[:20]}-{tag.tag_id}"


def _key_of(tag: TagDetection) -> str:
    return f"{tag.family}-{tag.tag_id}"


def _views_of_camera(world_from_tag: Pose, tag: TagDetection, at_us: int) -> list[View]:
    return [
        View(
            world_from_tag * solution.camera_from_tag.inverse(),
            solution.reprojection_error_px,
            _weight(solution.camera_from_tag),
            at_us,
        )
        for solution in tag.solutions
    ]


def _views_of_tag(world_from_camera: Pose, tag: TagDetection, at_us: int) -> list[View]:
    return [
        View(
            world_from_camera * solution.camera_from_tag,
            solution.reprojection_error_px,
            _weight(solution.camera_from_tag),
            at_us,
        )
        for solution in tag.solutions
    ]


def _weight(camera_from_tag: Pose) -> float:
    # A pixel is worth less the farther the tag is: the error of a place grows with the
    # square of the distance, and opinions are weighed by the square of their errors.
    return 1.0 / max(camera_from_tag.translation.norm(), 0.05) ** 4


def _choose(views: list[View], known: View | None) -> View:
    """Return the better of the two poses of a square; where the picture cannot tell, the
    one that fits what was known a moment ago."""
    best = views[0]
    if len(views) == 1 or known is None or best.at_us - known.at_us > MEMORY_US:
        return best
    best_px, other_px = (view.error_px or 0.0 for view in views[:2])
    if other_px > CLEARLY_BETTER * max(best_px, NOISE_PX):
        return best
    return min(views[:2], key=lambda view: view.pose.rotation.angle_to(known.pose.rotation))


def _agreed(opinion: View, opinions: list[View]) -> View:
    """Return an opinion with less weight the farther it lies from the others' middle."""
    if len(opinions) == 1:
        return opinion
    others = _mean([view for view in opinions if view is not opinion])
    apart_m = (opinion.pose.translation - others.pose.translation).norm()
    return View(
        opinion.pose, opinion.error_px, opinion.weight / (1 + (apart_m / 0.02) ** 2), opinion.at_us
    )


def _merged(views: Mapping[str, View], at_us: int) -> WorldPose:
    fresh = {c: v for c, v in views.items() if abs(at_us - v.at_us) <= SAME_MOMENT_US}
    merged = _mean(list(fresh.values()))
    return WorldPose(merged.pose, tuple(sorted(fresh)), merged.error_px)


def _mean(views: list[View]) -> View:
    """Return the weighted mean: of places as vectors, of rotations as quaternions of one
    sign, which is right for rotations that lie close together (Markley et al., 2007)."""
    if len(views) == 1:
        return views[0]
    total = sum(view.weight for view in views)
    first = views[0].pose.rotation
    place = [0.0, 0.0, 0.0]
    turn = [0.0, 0.0, 0.0, 0.0]
    for view in views:
        share, t, q = view.weight / total, view.pose.translation, view.pose.rotation
        dot = q.w * first.w + q.x * first.x + q.y * first.y + q.z * first.z
        sign = -share if dot < 0 else share
        place = [p + share * c for p, c in zip(place, (t.x, t.y, t.z), strict=True)]
        turn = [s + sign * c for s, c in zip(turn, (q.w, q.x, q.y, q.z), strict=True)]
    errors = [view.error_px for view in views if view.error_px is not None]
    return View(
        Pose(Vector3(*place), Quaternion(*turn).normalized()),
        max(errors, default=None),
        total,
        max(view.at_us for view in views),
    )
