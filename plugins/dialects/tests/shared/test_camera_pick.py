"""A page sticks to one camera while it is here."""

import msgspec

from bridge.api import DeviceState
from bridge_dialects.shared.camera_pick import CameraPick


def camera(name: str, since_us: int, dialect: str = "gamebridge.v1") -> DeviceState:
    return DeviceState(
        name,
        name.upper(),
        True,
        since_us,
        dialect=dialect,
        topics=(f"device/{name}/camera/jpeg",),
    )


def gone(state: DeviceState) -> DeviceState:
    return msgspec.structs.replace(state, online=False)


def test_there_is_none_until_one_comes() -> None:
    pick = CameraPick("s3cam")
    assert pick.current is None
    assert pick.camera is None
    assert not pick.note(DeviceState("button", "Button", True, 0))
    assert pick.note(camera("a", 1))
    assert pick.current == "a"
    assert pick.camera == camera("a", 1)


def test_it_is_kept_while_it_is_here() -> None:
    pick = CameraPick("s3cam")
    pick.note(camera("b", 2))
    assert not pick.note(camera("a", 1, "s3cam"))
    assert pick.current == "b"
    assert pick.note(gone(camera("b", 2)))
    assert pick.current == "a"


def test_those_of_its_own_system_go_first_and_then_the_oldest() -> None:
    pick = CameraPick("s3cam")
    assert pick.note_all((camera("a", 1), camera("c", 3, "s3cam"), camera("b", 2, "s3cam")))
    assert pick.current == "b"


def test_the_one_that_is_wanted_wins() -> None:
    for wanted in ("b", "B"):
        pick = CameraPick("s3cam", wanted)
        assert not pick.note(camera("a", 1))
        assert pick.note(camera("b", 2))
        assert pick.current == "b"
        assert pick.note(gone(camera("b", 2)))
        assert pick.current is None


def test_devices_of_a_camera_system_are_cameras_from_the_start() -> None:
    silent = msgspec.structs.replace(camera("a", 1, "s3cam"), topics=())
    assert not CameraPick("s3cam").note(silent)
    assert CameraPick("s3cam", home_has_cameras=True).note(silent)
    assert not CameraPick("taghub", home_has_cameras=True).note(silent)
