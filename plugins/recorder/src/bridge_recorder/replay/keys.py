"""Keys that steer a replay on a terminal.

Knows: what terminals send for a key, and what each key wishes. Does not know: the bridge.
"""

import os
import sys
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Self

import trio

from bridge_recorder.replay.timeline import MAX_SPEED, MIN_SPEED
from bridge_recorder.replay.values import ReplayStatus, ReplayWish

_SEEK_S = 5.0
_ARROWS = {"A": "up", "B": "down", "C": "right", "D": "left"}
# What Windows sends instead, after a first character that says "a special key follows".
_WINDOWS_ARROWS = {"H": "up", "P": "down", "M": "right", "K": "left"}
_WINDOWS_LEADS = ("\x00", "\xe0")
# What people expect of a speed control; in between one goes to the next of these.
SPEEDS = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
STOP = "q"


def keys_in(text: str) -> list[str]:
    """Return the keys in what a terminal sent; sequences that are not known are none."""
    keys: list[str] = []
    rest = text
    while rest:
        if rest[:2] in ("\x1b[", "\x1bO"):
            keys += [_ARROWS[rest[2]]] if rest[2:3] in _ARROWS else []
            rest = rest[3:]
        elif rest[0] in _WINDOWS_LEADS:
            keys += [_WINDOWS_ARROWS[rest[1]]] if rest[1:2] in _WINDOWS_ARROWS else []
            rest = rest[2:]
        else:
            keys.append("space" if rest[0] == " " else rest[0].lower())
            rest = rest[1:]
    return keys


def wish_of(key: str, status: ReplayStatus) -> ReplayWish | None:
    """Return what a key wishes of a replay that stands like this; None for other keys."""
    if key.isascii() and key.isdigit():
        return ReplayWish(seek_s=status.length_s * int(key) / 10)
    wishes = {
        "space": ReplayWish(paused=not status.paused),
        "left": ReplayWish(seek_s=max(0.0, status.position_s - _SEEK_S)),
        "right": ReplayWish(seek_s=status.position_s + _SEEK_S),
        "up": ReplayWish(speed=next_speed(status.speed, is_faster=True)),
        "down": ReplayWish(speed=next_speed(status.speed, is_faster=False)),
        ".": ReplayWish(step=True),
        "l": ReplayWish(loop=not status.loop),
    }
    return wishes.get(key)


def next_speed(speed: float, *, is_faster: bool) -> float:
    """Return the next usual speed, faster or slower."""
    if is_faster:
        return next((found for found in SPEEDS if found > speed), MAX_SPEED)
    return next((found for found in reversed(SPEEDS) if found < speed), MIN_SPEED)


@contextmanager
def open_keyboard() -> Iterator[AsyncIterator[str] | None]:
    """Take keys one by one, without Enter; None where there is no terminal to type on."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        yield None
    elif sys.platform == "win32":
        yield Keyboard(partial(_read_windows, trio.CapacityLimiter(1)))
    else:
        # These modules exist on no other systems.
        import termios  # noqa: PLC0415
        import tty  # noqa: PLC0415

        descriptor = sys.stdin.fileno()
        before = termios.tcgetattr(descriptor)
        tty.setcbreak(descriptor)
        try:
            yield Keyboard(partial(_read_terminal, descriptor))
        finally:
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


class Keyboard:
    """Keys as they are typed. `read` waits for the next piece of what the terminal sends."""

    def __init__(self, read: Callable[[], Awaitable[str]]) -> None:
        self._read = read
        self._waiting: deque[str] = deque()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str:
        while not self._waiting:
            text = await self._read()
            if not text:
                raise StopAsyncIteration
            self._waiting += keys_in(text)
        return self._waiting.popleft()


async def _read_terminal(descriptor: int) -> str:
    await trio.lowlevel.wait_readable(descriptor)
    return os.read(descriptor, 64).decode("utf-8", "replace")


async def _read_windows(limiter: trio.CapacityLimiter) -> str:
    return await trio.to_thread.run_sync(_read_windows_key, limiter=limiter, abandon_on_cancel=True)


def _read_windows_key() -> str:
    if sys.platform != "win32":
        return ""
    import msvcrt  # noqa: PLC0415 - it exists on no other system.

    first = msvcrt.getwch()
    # The second character of a special key is there already.
    return first + msvcrt.getwch() if first in _WINDOWS_LEADS else first
