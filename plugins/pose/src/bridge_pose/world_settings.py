"""What an operator may say in `[plugin.pose.world]`: the space, and the tags that span it."""

import math
from typing import Annotated

import msgspec
from msgspec import Meta

from bridge.api import Pose, Quaternion, Vector3, parse_topic

_AXIS_X, _AXIS_Y, _AXIS_Z = Vector3(1, 0, 0), Vector3(0, 1, 0), Vector3(0, 0, 1)


class AnchorSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A tag that does not move, and where it is in the world.

    `tag` is family and number, as in "tag36h11-0". The angles are those of the panel: turn
    about the vertical axis, tilt about the horizontal one, roll in the tag's own plane;
    roll is done first and turn last.
    """

    tag: str
    x_m: float = 0.0
    y_m: float = 0.0
    z_m: float = 0.0
    turn_deg: float = 0.0
    tilt_deg: float = 0.0
    roll_deg: float = 0.0

    @property
    def world_from_tag(self) -> Pose:
        """Where the tag is."""
        turn = Quaternion.from_axis_angle(_AXIS_Y, math.radians(self.turn_deg))
        tilt = Quaternion.from_axis_angle(_AXIS_X, math.radians(self.tilt_deg))
        roll = Quaternion.from_axis_angle(_AXIS_Z, math.radians(self.roll_deg))
        return Pose(Vector3(self.x_m, self.y_m, self.z_m), turn * tilt * roll)


class WorldSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table `[plugin.pose.world]`."""

    name: str = "room"
    anchors: tuple[AnchorSettings, ...] = (AnchorSettings(tag="tag36h11-0"),)
    # How long a camera is taken to stand where it stood when it last saw an anchor. A
    # camera on a wall may have an hour, one in a hand nothing.
    camera_hold_s: Annotated[float, Meta(ge=0, le=86_400)] = 1.0

    def __post_init__(self) -> None:
        """Raise ValueError that names the key and the remedy."""
        try:
            parse_topic(f"world/{self.name}/pose/x")
        except ValueError as error:
            raise ValueError(f"world.name = {self.name!r}: {error}") from None
        tags = [anchor.tag for anchor in self.anchors]
        for tag in tags:
            _family, dash, number = tag.rpartition("-")
            if not dash or not number.isdecimal():
                raise ValueError(f"world.anchors has tag = {tag!r}: give it as in 'tag36h11-0'")
        if len(set(tags)) < len(tags):
            raise ValueError("world.anchors names a tag twice: one tag is in one place")
