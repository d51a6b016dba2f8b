"""Which id a camera has."""

from bridge_dialects.gostream.guest import Guest
from bridge_dialects.gostream.roster import Roster


def camera(address: str, name: str = "") -> Guest:
    return Guest(address, "ESP32 Websocket Client", is_page=False, camera=name)


def test_a_camera_is_known_by_its_address_or_by_its_name() -> None:
    roster = Roster()
    assert roster.enter_camera(camera("192.168.1.50")) == "gostream-192-168-1-50"
    assert roster.enter_camera(camera("192.168.1.50", "Kitchen")) == "gostream-kitchen"
    # A name like an address is nobody's: the address itself counts.
    assert roster.enter_camera(camera("192.168.1.51", "192-168-1-50")) == "gostream-192-168-1-51"
    assert len(roster.cameras) == 3


def test_cameras_on_this_machine_are_numbered_and_their_numbers_are_used_again() -> None:
    roster = Roster()
    names = [roster.enter_camera(camera("127.0.0.1")) for _ in range(3)]
    assert names == ["gostream-1", "gostream-2", "gostream-3"]
    roster.leave_camera("gostream-2")
    assert roster.enter_camera(camera("::1")) == "gostream-2"


def test_a_camera_with_a_newer_link_is_here_until_the_last_one_ends() -> None:
    roster = Roster()
    for _ in range(2):
        roster.enter_camera(camera("192.168.1.50"))
    roster.leave_camera("gostream-192-168-1-50")
    assert roster.cameras == {"gostream-192-168-1-50"}
    roster.leave_camera("gostream-192-168-1-50")
    assert roster.cameras == frozenset()
