"""Who wants a topic: what on-demand work and idle devices look at."""

from collections.abc import Callable

import trio


class Interest:
    """How many subscriptions want a topic, or some topic of a pattern, and how often at most
    (0: as it comes)."""

    def __init__(self, topic: str) -> None:
        self.topic = topic
        self.count = 0
        self.max_hz = 0.0
        self._changed = trio.Event()
        self._watchers: list[Callable[[Interest], None]] = []

    def update(self, count: int, max_hz: float) -> None:
        """Set what the hub found; watchers hear only of changes."""
        if (count, max_hz) == (self.count, self.max_hz):
            return
        self.count, self.max_hz = count, max_hz
        self._changed.set()
        self._changed = trio.Event()
        for watcher in tuple(self._watchers):
            watcher(self)

    def watch(self, watcher: Callable[["Interest"], None]) -> Callable[[], None]:
        """Call `watcher` on each change, from now on; return a function that ends it."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    async def wait_wanted(self) -> None:
        """Wait until somebody wants the topic."""
        await trio.lowlevel.checkpoint()
        while not self.count:
            await self._changed.wait()

    async def wait_unwanted(self) -> None:
        """Wait until nobody wants the topic."""
        await trio.lowlevel.checkpoint()
        while self.count:
            await self._changed.wait()
