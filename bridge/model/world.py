"""Where things are in a space that no camera carries with it."""

import msgspec

from bridge.model.geometry import Pose


class WorldPose(msgspec.Struct, frozen=True):
    """Where something is in a world space. Topic `world/{world}/pose/{entity}`.

    `cameras` are the devices that saw it. `reprojection_error_px` is that of the worst
    view that went into it, None where nobody knows.
    """

    world_from_entity: Pose
    cameras: tuple[str, ...] = ()
    reprojection_error_px: float | None = None
