from bridge.hub.repeats import DEDUPE_WINDOW_US, MAX_REMEMBERED, RepeatedCalls
from bridge.model.commands import Ack, AckStage, Call

FINAL = Ack("1", AckStage.APPLIED, value=7)


def call(number: str, dedupe: str | None = "once", target: str = "cam-1") -> Call:
    return Call(number, target, "reboot", dedupe=dedupe)


def test_a_repeat_waits_for_the_end_of_the_first_under_its_own_id() -> None:
    repeats, heard = RepeatedCalls(), list[Ack]()
    assert not repeats.takes(call("1"), heard.append, 0)
    assert repeats.takes(call("2"), heard.append, 1)
    assert heard == []
    repeats.note_final(call("1"), FINAL)
    assert repeats.takes(call("3"), heard.append, 2)
    assert [(ack.id, ack.value) for ack in heard] == [("2", 7), ("3", 7)]


def test_a_call_without_a_word_or_to_another_target_repeats_nothing() -> None:
    repeats = RepeatedCalls()
    for number in ("1", "2"):
        assert not repeats.takes(call(number, None), print, 0)
    assert not repeats.takes(call("3"), print, 0)
    assert not repeats.takes(call("4", target="cam-2"), print, 0)
    repeats.note_final(call("5", None), FINAL)


def test_a_word_is_forgotten_in_the_end() -> None:
    repeats = RepeatedCalls()
    assert not repeats.takes(call("1"), print, 0)
    assert not repeats.takes(call("2"), print, DEDUPE_WINDOW_US + 1)
    for number in range(MAX_REMEMBERED):
        repeats.takes(call("3", f"word {number}"), print, DEDUPE_WINDOW_US + 2)
    assert not repeats.takes(call("4"), print, DEDUPE_WINDOW_US + 3)
    for number in range(MAX_REMEMBERED):
        repeats.takes(call("5", f"other {number}"), print, DEDUPE_WINDOW_US + 4)
    repeats.note_final(call("4"), FINAL)  # Nobody remembers, and nobody minds.


def test_a_call_that_is_forgotten_is_done_again() -> None:
    repeats = RepeatedCalls()
    assert not repeats.takes(call("1"), lambda _ack: None, 0)
    repeats.forget(call("1"))
    assert not repeats.takes(call("2"), lambda _ack: None, 1)
