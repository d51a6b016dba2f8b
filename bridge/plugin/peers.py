"""Which admitted peers are here, for plugins that do something as long as somebody is.

Knows: admissions, one object per session. Does not know: links.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from bridge.plugin.admission import Admission


@dataclass(slots=True)
class _Present:
    admission: Admission
    callbacks: list[Callable[[], None]] = field(default_factory=list)


class PeerSessions:
    """The sessions of one bridge, each known by the very Admission that it was given.

    Two sessions of one peer have two, and a request by HTTP has one without a session.
    """

    def __init__(self) -> None:
        self._present: dict[int, _Present] = {}

    def enter(self, admission: Admission) -> None:
        """Note that a session begins."""
        self._present[id(admission)] = _Present(admission)

    def leave(self, admission: Admission) -> None:
        """Note that a session is over, and tell who waits for that."""
        present = self._present.pop(id(admission), None)
        for callback in present.callbacks if present else ():
            callback()

    def when_left(self, admission: Admission, callback: Callable[[], None]) -> bool:
        """Call `callback` once when the session is over; False if there is no session.

        It must not wait and must not raise.
        """
        present = self._present.get(id(admission))
        if present is None:
            return False
        present.callbacks.append(callback)
        return True
