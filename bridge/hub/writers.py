"""Who writes a topic from outside: what a stage that would write it too looks at."""

from collections.abc import Callable

import trio


class Writers:
    """How many peers have said, or shown, that they write one topic themselves.

    The bridge's own parts are not counted: a stage asks here whether it is needed.
    """

    def __init__(self) -> None:
        self.count = 0
        self._changed = trio.Event()

    def enter(self) -> Callable[[], None]:
        """Count one more peer; return what takes it back, once."""
        self._move(1)
        has_left = False

        def leave() -> None:
            nonlocal has_left
            if not has_left:
                has_left = True
                self._move(-1)

        return leave

    def _move(self, step: int) -> None:
        self.count += step
        self._changed.set()
        self._changed = trio.Event()

    async def wait_any(self) -> None:
        """Wait until somebody writes the topic."""
        await trio.lowlevel.checkpoint()
        while not self.count:
            await self._changed.wait()

    async def wait_none(self) -> None:
        """Wait until nobody writes the topic."""
        await trio.lowlevel.checkpoint()
        while self.count:
            await self._changed.wait()
