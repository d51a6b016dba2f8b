"""Keys of a terminal, and what they wish."""

import os
import sys

import pytest

from bridge_recorder.replay.keys import SPEEDS, keys_in, next_speed, open_keyboard, wish_of
from bridge_recorder.replay.values import ReplayStatus, ReplayWish

STATUS = ReplayStatus(id="r1", recording="x", position_s=12.0, length_s=40.0)


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        (" ", ["space"]),
        ("\x1b[C\x1b[D\x1bOA", ["right", "left", "up"]),
        ("\xe0H\x00P", ["up", "down"]),
        ("Lq", ["l", "q"]),
        ("\x1b[Zx", ["x"]),
        ("\x1b[", []),
        ("\xe0", []),
    ],
)
def test_what_a_terminal_sends_is_taken_apart(sent: str, keys: list[str]) -> None:
    assert keys_in(sent) == keys


@pytest.mark.parametrize(
    ("key", "wish"),
    [
        ("space", ReplayWish(paused=True)),
        ("right", ReplayWish(seek_s=17.0)),
        ("left", ReplayWish(seek_s=7.0)),
        ("up", ReplayWish(speed=2.0)),
        ("down", ReplayWish(speed=0.5)),
        (".", ReplayWish(step=True)),
        ("l", ReplayWish(loop=True)),
        ("5", ReplayWish(seek_s=20.0)),
        ("x", None),
        ("²", None),
    ],
)
def test_each_key_wishes_one_thing(key: str, wish: ReplayWish | None) -> None:
    assert wish_of(key, STATUS) == wish


def test_nobody_is_sent_before_the_beginning() -> None:
    early = ReplayStatus(id="r1", recording="x", position_s=2.0, length_s=40.0, paused=True)
    assert wish_of("left", early) == ReplayWish(seek_s=0.0)
    assert wish_of("space", early) == ReplayWish(paused=False)


def test_speeds_go_up_and_down_by_usual_steps_and_end() -> None:
    assert next_speed(3.0, is_faster=True) == 5.0
    assert next_speed(3.0, is_faster=False) == 2.0
    assert next_speed(SPEEDS[-1], is_faster=True) == SPEEDS[-1]
    assert next_speed(SPEEDS[0], is_faster=False) == SPEEDS[0]


def test_without_a_terminal_there_are_no_keys() -> None:
    with open_keyboard() as keyboard:
        assert keyboard is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals")
async def test_keys_come_without_enter_and_the_terminal_is_as_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import pty
    import termios

    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "r", closefd=True) as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        monkeypatch.setattr(sys, "stderr", terminal)
        before = termios.tcgetattr(theirs)
        with open_keyboard() as keyboard:
            assert keyboard is not None
            os.write(ours, b" \x1b[C")
            assert [await anext(keyboard), await anext(keyboard)] == ["space", "right"]
        assert termios.tcgetattr(theirs) == before
    os.close(ours)
