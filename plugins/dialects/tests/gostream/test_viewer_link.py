"""The viewer's link: which camera, when, and in which messages."""

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from bridge.api import ClaimMade, FaultFound, SamplesWanted
from bridge_dialects.gostream.guest import Guest
from bridge_dialects.gostream.roster import Roster
from bridge_dialects.gostream.viewer_link import ViewerLink

if TYPE_CHECKING:
    from plugins.dialects.tests.gostream.conftest import Samples

PAGE = Guest("192.168.1.9", "Mozilla/5.0", is_page=True, camera="")
STATES = SamplesWanted(("device/*/state",), sub=0)


class FakeWriter:
    """Writes packets of zeros, and remembers."""

    def __init__(self, packets: int = 1) -> None:
        self._packets = packets
        self.units: list[tuple[bytes, int, bool]] = []

    def write(self, unit: bytes, captured_us: int, *, is_key_frame: bool) -> bytes:
        """Return as many packets as were asked for."""
        self.units.append((unit, captured_us, is_key_frame))
        return bytes(188 * self._packets)


def test_a_viewer_follows_the_camera_that_it_is_shown(samples: "Samples") -> None:
    writer, roster = FakeWriter(), Roster()
    link = ViewerLink(PAGE, roster, lambda: writer)
    assert link.begin(7) == (ClaimMade("viewer", "", ""), STATES)
    assert roster.viewers == 1
    assert link.next_timer_us == 7
    assert link.check_timers(7) == ()
    assert link.send_sample(samples.state("gostream-1"), 8) == ()
    assert link.next_timer_us == 0
    wish = SamplesWanted(("device/gostream-1/camera/h264",), sub=1)
    assert link.check_timers(8) == (wish,)
    assert link.next_timer_us is None
    unit = samples.h264("gostream-1", b"unit", 5_000, is_key=True)
    assert link.send_sample(unit, 9) == [bytes(188)]
    assert writer.units == [(b"unit", 5_000, True)]
    link.close(10)
    link.close(10)
    assert roster.viewers == 0


def test_a_viewer_waits_until_the_writer_is_loaded(samples: "Samples") -> None:
    writers: list[FakeWriter | None] = [None, None, FakeWriter()]
    link = ViewerLink(PAGE, Roster(), lambda: writers.pop(0))
    link.begin(0)
    link.send_sample(samples.state("gostream-1"), 0)
    assert link.check_timers(0) == ()
    assert link.next_timer_us == 20_000
    assert link.check_timers(20_000) == ()
    (wish,) = link.check_timers(40_000)
    assert wish == SamplesWanted(("device/gostream-1/camera/h264",), sub=1)


def test_messages_are_whole_packets_of_at_most_4096_bytes(samples: "Samples") -> None:
    link = ViewerLink(PAGE, Roster(), lambda: FakeWriter(50))
    link.begin(0)
    link.check_timers(0)
    sample = samples.h264("gostream-1", b"unit", 0, is_key=True)
    assert [len(message) for message in link.send_sample(sample, 0)] == [3948, 3948, 1504]


def test_what_a_viewer_says_is_counted() -> None:
    link = ViewerLink(PAGE, Roster(), FakeWriter)
    assert link.receive("hello", 0) == (FaultFound("message_ignored", "hello"),)
    assert link.receive(b"\xff\xd8", 0) == (FaultFound("message_ignored", "2 bytes"),)


@given(st.one_of(st.text(), st.binary()))
def test_no_message_upsets_the_link(message: str | bytes) -> None:
    (event,) = ViewerLink(PAGE, Roster(), FakeWriter).receive(message, 0)
    assert isinstance(event, FaultFound)
