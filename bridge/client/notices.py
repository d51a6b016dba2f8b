"""What the bridge tells a peer without being asked, for whoever wants to hear it."""

from collections.abc import Callable
from typing import TypeVar

from bridge.wire.bridge_messages import (
    Bye,
    CallAck,
    Drops,
    GapNotice,
    InterestChange,
    SlowDown,
    Status,
)

Notice = Bye | CallAck | Drops | GapNotice | InterestChange | SlowDown | Status
N = TypeVar("N", Bye, CallAck, Drops, GapNotice, InterestChange, SlowDown, Status)


class Notices:
    """Functions to call, by the kind of notice."""

    def __init__(self) -> None:
        self._watchers: list[Callable[[Notice], None]] = []

    def watch(self, kind: type[N], callback: Callable[[N], None]) -> Callable[[], None]:
        """Call `callback` with every notice of a kind; return what stops that.

        It is called from the task that reads the link: it must not wait, and an exception
        of its own ends the client.
        """

        def call_if_wanted(notice: Notice) -> None:
            if isinstance(notice, kind):
                callback(notice)

        self._watchers.append(call_if_wanted)
        return lambda: self._watchers.remove(call_if_wanted)

    def tell(self, notice: Notice) -> None:
        """Pass a notice on."""
        for watcher in tuple(self._watchers):
            watcher(notice)
