"""What a session is given of the rest of the bridge."""

import pytest

from bridge.plugin.admission import Role
from bridge.transport.session_context import ROLE_NAMES, media_urls, read_wall_us


def test_every_role_has_its_word_on_the_wire() -> None:
    assert {role: str(role) for role in Role} == dict(ROLE_NAMES)


def test_pictures_can_be_fetched_over_http() -> None:
    assert media_urls("device/cam-1/camera/h264") == {
        "mjpeg": "/devices/cam-1/camera.mjpeg",
        "snapshot": "/devices/cam-1/camera.jpg",
    }


@pytest.mark.parametrize("topic", ["device/cam-1/tags", "x/cam-1/camera/jpeg", "device/a/camera"])
def test_what_is_no_camera_has_no_addresses(topic: str) -> None:
    assert media_urls(topic) == {}


def test_wall_time_is_in_microseconds() -> None:
    # Between 2020 and 2100: seconds, milliseconds and nanoseconds are all outside.
    assert 1_577_836_800_000_000 < read_wall_us() < 4_102_444_800_000_000
