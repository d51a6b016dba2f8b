import pytest

from bridge.model.errors import RemoteProtocolError
from bridge.testing.dialects import Parrot
from bridge.wire.dialect import FaultFound, FrameArrived, SamplesWanted


def test_a_parrot_does_what_a_text_says() -> None:
    parrot = Parrot()
    assert parrot.receive("want a/b c/d", 0) == (SamplesWanted(("a/b", "c/d")),)
    assert parrot.receive(b"jpeg", 0) == (FrameArrived(b"jpeg"),)
    assert parrot.receive("mumble", 0) == (FaultFound("odd", "mumble"),)


def test_a_parrot_breaks_when_it_is_told_to() -> None:
    with pytest.raises(RemoteProtocolError, match="told to break"):
        Parrot().receive("break", 0)


def test_a_parrots_timer_is_over_once() -> None:
    parrot = Parrot()
    parrot.receive("later 5", 100)
    assert parrot.next_timer_us == 105
    parrot.check_timers(105)
    assert parrot.next_timer_us is None
