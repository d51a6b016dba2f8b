"""Pictures of any length, and surroundings that a test can look into."""

from collections.abc import Callable

import pytest

from bridge.api import Admitted, DeviceState
from bridge_dialects.s3cam.commands import features_of
from bridge_dialects.s3cam.settings import S3camSettings
from bridge_dialects.s3cam.surroundings import Surroundings

WALL_S = 1_767_096_000.5
FRAME_HEADER = bytes.fromhex("ffc0001108030004000301220002110103110100")


@pytest.fixture
def jpeg() -> Callable[[int], bytes]:
    """Return what makes a picture of 1024×768 that is so many bytes long."""

    def make(size: int) -> bytes:
        head = b"\xff\xd8" + FRAME_HEADER + b"\xff\xda\x00\x02"
        return head + bytes(size - len(head) - 2) + b"\xff\xd9"

    return make


@pytest.fixture
def known() -> list[DeviceState]:
    """The devices that there are."""
    return []


@pytest.fixture
def pictures() -> dict[str, bytes]:
    """The newest picture of each camera."""
    return {}


@pytest.fixture
def around(known: list[DeviceState], pictures: dict[str, bytes]) -> Surroundings:
    """What a dialect of this system is given."""
    return Surroundings(
        settings=S3camSettings(),
        wall_s=lambda: WALL_S,
        states=lambda: known,
        latest_jpeg=pictures.get,
        stats=lambda camera: {"connected": camera is not None},
    )


@pytest.fixture
def admitted() -> Admitted:
    """What the host says when it lets a peer in."""
    return Admitted("f1", "s3cam-192-168-1-50", "device", 0)


@pytest.fixture
def camera() -> Callable[[str], DeviceState]:
    """Return what makes the state of a camera of this system that is here."""

    def make(name: str) -> DeviceState:
        return DeviceState(
            name,
            name,
            True,
            1,
            "ws",
            "192.168.1.50",
            "s3cam",
            topics=(f"device/{name}/camera/jpeg",),
            features=features_of(),
        )

    return make
