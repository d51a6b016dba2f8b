from bridge.model.geometry import Pose, Quaternion, Vector3
from bridge.model.tags import PoseSolution, TagDetection


def test_the_pose_of_a_tag_is_its_better_solution() -> None:
    poses = [Pose(Vector3(0, 0, z), Quaternion(1, 0, 0, 0)) for z in (1.0, 2.0)]
    solutions = tuple(
        PoseSolution(pose, error) for pose, error in zip(poses, (0.1, 0.2), strict=True)
    )
    corners = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    tag = TagDetection(7, "tag36h11", 0.1, corners, 50.0, 0, solutions)
    assert tag.camera_from_tag is poses[0]
