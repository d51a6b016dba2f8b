"""Requests that wait for what the bridge makes of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import trio

from bridge.client.errors import ClientClosed, ClientRefused

T = TypeVar("T")


@dataclass(slots=True)
class Pending(Generic[T]):
    """One request. `wait` returns the answer, or raises what was made of it."""

    _done: trio.Event = field(default_factory=trio.Event)
    _answer: T | None = None
    _error: ClientRefused | ClientClosed | None = None

    def give(self, answer: T) -> None:
        """Note the answer."""
        self._answer = answer
        self._done.set()

    def refuse(self, error: ClientRefused | ClientClosed) -> None:
        """Note that there will be none."""
        self._error = error
        self._done.set()

    async def wait(self) -> T:
        """Wait for the answer. ClientRefused or ClientClosed instead of one."""
        await self._done.wait()
        if self._error is not None:
            raise self._error
        assert self._answer is not None
        return self._answer


class PendingRequests(Generic[T]):
    """The requests of one sort that are under way, by number or id."""

    def __init__(self) -> None:
        self._pending: dict[str, Pending[T]] = {}
        self._failure: ClientClosed | None = None

    @contextmanager
    def expect(self, key: str) -> Iterator[Pending[T]]:
        """Expect an answer to `key` within the block."""
        if self._failure is not None:
            raise self._failure
        pending = self._pending[key] = Pending()
        try:
            yield pending
        finally:
            del self._pending[key]

    def give(self, key: str, answer: T) -> None:
        """Pass an answer on; one that nobody waits for any more is dropped."""
        if key in self._pending:
            self._pending[key].give(answer)

    def refuse(self, key: str, error: ClientRefused) -> None:
        """Pass a refusal on."""
        if key in self._pending:
            self._pending[key].refuse(error)

    def fail(self, failure: ClientClosed) -> None:
        """End everything that waits, and whatever comes."""
        self._failure = failure
        for pending in self._pending.values():
            pending.refuse(failure)
