"""The camera's link: boards, pages that look and pages that send (vectors 8.3 and 8.8)."""

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.api import (
    Call,
    ClaimMade,
    Closed,
    Event,
    FaultFound,
    FrameArrived,
    SamplesWanted,
)
from bridge_dialects.gostream.camera_link import SILENCE_US, CameraLink
from bridge_dialects.gostream.guest import Guest
from bridge_dialects.gostream.roster import Roster

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plugins.dialects.tests.gostream.conftest import Samples

BOARD = Guest("192.168.1.50", "ESP32 Websocket Client", is_page=False, camera="")
PAGE = Guest("192.168.1.9", "Mozilla/5.0", is_page=True, camera="")
JPEG = b"\xff\xd8rest"
CLAIM = ClaimMade("device", "gostream-192-168-1-50", "", sdk="ESP32 Websocket Client")
VIEWER = ClaimMade("viewer", "", "")


def build_viewer(roster: Roster | None = None, camera: str = "") -> CameraLink:
    """Return the link of a page that has waited long enough."""
    link = CameraLink(Guest("192.168.1.9", "Mozilla/5.0", True, camera), roster or Roster())
    link.begin(0)
    assert link.check_timers(SILENCE_US) == (VIEWER, SamplesWanted(("device/*/state",), sub=0))
    return link


def test_a_board_is_a_camera_at_once_and_each_message_is_a_picture() -> None:
    link = CameraLink(BOARD, Roster())
    assert link.begin(0) == (CLAIM,)
    assert link.receive(JPEG, 1) == (FrameArrived(JPEG),)
    assert link.next_timer_us is None
    assert (link.manners.pings, link.manners.idle_timeout_us) == (False, 150_000_000)


def test_a_board_is_never_sent_anything(samples: "Samples") -> None:
    link = CameraLink(BOARD, Roster())
    link.begin(0)
    link.receive(JPEG, 1)
    assert link.send_sample(samples.jpeg("cam-1"), 2) == ()
    assert link.send_sample(samples.state("cam-1"), 2) == ()
    assert link.refuse("unauthorized", "no") == ()
    assert link.send_goodbye(1001, "bye") == ()
    with pytest.raises(ValueError, match="take no commands"):
        link.send_call(Call("c1", BOARD.address, "reboot"))


@pytest.mark.parametrize(
    ("message", "code"),
    [("hello", "text_ignored"), (b"", "not_jpeg"), (b"RIFF", "not_jpeg"), (b"\xff", "not_jpeg")],
)
def test_what_is_no_picture_is_counted(message: str | bytes, code: str) -> None:
    for guest in (BOARD, PAGE):
        link = CameraLink(guest, Roster())
        link.begin(0)
        (fault,) = link.receive(message, 1)
        assert isinstance(fault, FaultFound)
        assert fault.code == code


def test_a_page_that_sends_a_picture_is_a_camera() -> None:
    link = CameraLink(PAGE, Roster())
    assert link.begin(0) == ()
    assert link.next_timer_us == SILENCE_US
    claim, frame = link.receive(JPEG, SILENCE_US - 1)
    assert isinstance(claim, ClaimMade)
    assert (claim.role, claim.id) == ("device", "gostream-192-168-1-9")
    assert frame == FrameArrived(JPEG)
    assert link.next_timer_us is None
    assert link.check_timers(2 * SILENCE_US) == ()


def test_a_silent_page_is_shown_the_pictures_of_a_camera(samples: "Samples") -> None:
    link = CameraLink(PAGE, Roster())
    link.begin(0)
    assert link.check_timers(SILENCE_US - 1) == ()
    assert link.check_timers(SILENCE_US) == (VIEWER, SamplesWanted(("device/*/state",), sub=0))
    assert link.next_timer_us is None
    assert link.send_sample(samples.state("cam-1", dialect="gamebridge.v1"), 0) == ()
    assert link.next_timer_us == 0
    wish = SamplesWanted(("device/cam-1/camera/jpeg",), sub=1)
    assert link.check_timers(0) == (wish,)
    assert link.next_timer_us is None
    sample = samples.jpeg("cam-1")
    (message,) = link.send_sample(sample, 0)
    # The very object: such a message is framed once for all who look.
    assert message is sample.payload
    assert link.manners.pings


def test_a_page_is_shown_another_camera_when_its_own_leaves(
    samples: "Samples",
) -> None:
    link = build_viewer()
    link.send_sample(samples.state("gostream-1"), 0)
    link.send_sample(samples.state("cam-2", dialect="gamebridge.v1"), 0)
    assert link.check_timers(0) == (SamplesWanted(("device/gostream-1/camera/jpeg",), sub=1),)
    link.send_sample(samples.state("gostream-1", online=False), 0)
    assert link.check_timers(0) == (SamplesWanted(("device/cam-2/camera/jpeg",), sub=1),)
    link.send_sample(samples.state("cam-2", online=False), 0)
    assert link.check_timers(0) == (SamplesWanted((), sub=1),)


def test_a_page_that_comes_is_shown_a_camera_of_the_system_before_others(
    samples: "Samples",
) -> None:
    link = build_viewer()
    link.send_sample(samples.state("a-1", dialect="gamebridge.v1"), 0)
    link.send_sample(samples.state("gostream-1"), 0)
    assert link.check_timers(0) == (SamplesWanted(("device/gostream-1/camera/jpeg",), sub=1),)
    # It stays there, whoever comes later.
    link.send_sample(samples.state("gostream-0"), 0)
    assert link.next_timer_us == 0
    assert link.check_timers(0) == ()
    assert link.next_timer_us is None


def test_a_page_may_ask_for_one_camera(samples: "Samples") -> None:
    link = build_viewer(camera="cam-2")
    link.send_sample(samples.state("gostream-1"), 0)
    assert link.check_timers(0) == ()
    link.send_sample(samples.state("cam-2"), 0)
    assert link.check_timers(0) == (SamplesWanted(("device/cam-2/camera/jpeg",), sub=1),)


def test_a_page_that_looks_and_then_sends_is_asked_to_come_again() -> None:
    link = build_viewer()
    fault, closed = link.receive(JPEG, 2 * SILENCE_US)
    assert isinstance(fault, FaultFound)
    assert closed == Closed(1012, "late_camera")


def test_a_name_that_no_device_may_have_is_counted_and_passed_over() -> None:
    guest = Guest("192.168.1.50", "ESP32 Websocket Client", is_page=False, camera="<b>")
    fault, claim = CameraLink(guest, Roster()).begin(0)
    assert isinstance(fault, FaultFound)
    assert fault.code == "bad_name"
    assert claim == CLAIM


def test_the_roster_knows_who_is_here() -> None:
    roster = Roster()
    board, page = CameraLink(BOARD, roster), build_viewer(roster)
    board.begin(0)
    assert roster.cameras == {"gostream-192-168-1-50"}
    assert roster.viewers == 1
    for link in (board, page, page):
        link.close(0)
    assert not roster.cameras
    assert roster.viewers == 0


Steps = st.lists(st.one_of(st.text(), st.binary(), st.just(JPEG), st.integers(0, 3_000_000)))


@given(Steps, st.booleans(), st.text(max_size=8))
def test_no_message_and_no_silence_upsets_the_link(
    steps: "Sequence[str | bytes | int]", is_page: bool, camera: str
) -> None:
    link = CameraLink(Guest("10.0.0.7", "Mozilla/5.0", is_page, camera), Roster())
    now_us = 0
    events: list[Event] = list(link.begin(now_us))
    for step in steps:
        if isinstance(step, int):
            now_us += step
            events += link.check_timers(now_us)
        else:
            events += link.receive(step, now_us)
    link.close(now_us)
    assert sum(isinstance(event, ClaimMade) for event in events) <= 1
    if not is_page:
        assert not any(isinstance(event, SamplesWanted) for event in events)
