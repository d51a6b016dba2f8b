"""What tells one WebSocket client library from another, and what they have in common."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Protocol

import numpy as np

_MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a device has been told to connect to."""

    host: str
    port: int
    path: str = "/"


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Pings of the library itself: after `misses` pongs that come too late it hangs up."""

    period_us: int
    pong_us: int
    misses: int = 1
    only_when_idle: bool = False


@dataclass(frozen=True, slots=True)
class Habits:
    """How a library behaves, apart from the bytes that it writes.

    `answer_us` is what the whole answer to the handshake may take, or each line of it.
    `write_limit_s` is when a write that makes no way is abandoned in the middle.
    `parting_words` are said to a server whose answer it does not take.
    """

    name: str
    answer_us: int
    reconnect_s: float | None
    is_each_line_timed: bool = False
    max_answer_bytes: int | None = None
    is_deaf_after_answer: bool = False
    max_inbound_bytes: int | None = None
    is_joining_fragments: bool = True
    heartbeat: Heartbeat | None = None
    write_limit_s: float | None = None
    parting_words: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of the answer to a handshake; names of headers are in lower case."""

    status_line: str
    headers: dict[str, str]

    def header(self, name: str) -> str:
        """Return a header's value in lower case, or an empty text."""
        return self.headers.get(name, "").lower()


class Library(Protocol):
    """A WebSocket client library: its habits, its handshake and its frames."""

    @property
    def habits(self) -> Habits:
        """How it behaves."""
        ...  # pragma: no cover

    def request(self, target: Target) -> bytes:
        """Return the handshake of a new connection."""
        ...  # pragma: no cover

    def refusal_of(self, answer: Answer) -> str | None:
        """Return why the library does not take an answer, or None when it does."""
        ...  # pragma: no cover

    def writes_of(self, opcode: int, payload: bytes) -> list[bytes]:
        """Return the writes to the socket that one message or control frame takes."""
        ...  # pragma: no cover


def parse_answer(head: bytes) -> Answer:
    """Return the head of an answer; one space after a colon is taken off, as all of them do."""
    status_line, *lines = head.decode("latin-1").split("\r\n")
    headers = {}
    for line in lines:
        name, found, value = line.partition(":")
        if found:
            headers[name.lower()] = value.removeprefix(" ")
    return Answer(status_line, headers)


def accept_of(key: str) -> str:
    """Return what a server has to answer to a key."""
    return base64.b64encode(hashlib.sha1(key.encode() + _MAGIC).digest()).decode()  # noqa: S324 - RFC 6455 wants SHA-1.


def fresh_key(random: np.random.Generator) -> str:
    """Return a key as the standard wants it: 16 random bytes."""
    return base64.b64encode(random.bytes(16)).decode()
