"""Write projection.json beside this file: points projected by the bridge's own camera model."""

import json
import random
from pathlib import Path

from bridge.api import Intrinsics, Pose, Quaternion, Vector3

CASES = 40


def draw_case(dice: random.Random) -> dict[str, object]:
    """Return one lens, one pose of a square in front of it and where its corners appear."""
    lens = Intrinsics(
        640, 480, dice.uniform(300, 900), dice.uniform(300, 900), dice.uniform(300, 340), 239.5
    )
    pose = Pose(
        Vector3(dice.uniform(-0.5, 0.5), dice.uniform(-0.4, 0.4), dice.uniform(0.4, 3)),
        Quaternion(*(dice.gauss(0, 1) for _ in range(4))).normalized(),
    )
    size_m = dice.uniform(0.02, 0.3)
    h = size_m / 2
    corners = [
        lens.project(pose.apply(Vector3(x, y, 0))) for x, y in ((-h, -h), (h, -h), (h, h), (-h, h))
    ]
    axes = [
        lens.project(pose.apply(Vector3(*point)))
        for point in ((0, 0, 0), (h, 0, 0), (0, h, 0), (0, 0, h))
    ]
    return {
        "intrinsics": {name: getattr(lens, name) for name in lens.__struct_fields__},
        "camera_from_tag": {
            "translation": [pose.translation.x, pose.translation.y, pose.translation.z],
            "rotation": [pose.rotation.w, pose.rotation.x, pose.rotation.y, pose.rotation.z],
        },
        "size_m": size_m,
        "corners_px": corners,
        "axes_px": axes,
    }


def main() -> None:
    """Write the file."""
    dice = random.Random(20)
    cases = [draw_case(dice) for _ in range(CASES)]
    target = Path(__file__).with_name("projection.json")
    target.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


if __name__ == "__main__":
    main()
