"""What a foreign dialect does unless it says otherwise: keep silent."""

from collections.abc import Sequence

import pytest

from bridge.model.commands import Ack, AckStage, Call
from bridge.testing.fakes import build_hub
from bridge.wire.dialect import Admitted, Event, ForeignDialect, LinkManners, Message


class Mute(ForeignDialect):
    name = "mute"

    def receive(self, message: Message, now_us: int) -> Sequence[Event]:
        return ()


def test_a_dialect_says_nothing_that_it_was_not_taught() -> None:
    mute = Mute()
    sample = build_hub().publish("device/cam-1/camera/jpeg", payload=b"\xff\xd8")
    said = [
        mute.begin(0),
        mute.check_timers(0),
        mute.admit(Admitted("f1", "m", "device", 0)),
        mute.refuse("unauthorized", "no"),
        mute.send_ack(Ack("1", AckStage.APPLIED)),
        mute.send_sample(sample, 0),
        mute.send_goodbye(1001, "shutting_down"),
    ]
    assert all(not messages for messages in said)
    assert mute.next_timer_us is None
    mute.close(0)


def test_a_command_without_words_names_system_and_method() -> None:
    with pytest.raises(ValueError, match=r"mute devices take no commands.*'reboot'"):
        Mute().send_call(Call("1", "m", "reboot"))


def test_links_are_pinged_and_not_kept_for_ever() -> None:
    assert Mute.manners == LinkManners()
    assert LinkManners().pings
    assert LinkManners().idle_timeout_us == 60_000_000
