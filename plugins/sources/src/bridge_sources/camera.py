"""What runs a source, and what it is given to tell of it.

`Sources` makes one Camera per record and gives it an Outlet. A camera asks its device and
nothing else: who looks, what is kept and who is told is the affair of `Sources`.
"""

from collections.abc import Callable
from typing import Protocol

from bridge.api import Ack, Call, Clock, DeviceFeature, Event, JsonScalar, Times
from bridge_sources.records import SourceRecord


class Outlet(Protocol):
    """Where a camera tells what it gets, and learns what is wanted."""

    @property
    def record(self) -> SourceRecord:
        """The source."""
        ...  # pragma: no cover

    @property
    def clock(self) -> Clock:
        """The bridge's clock."""
        ...  # pragma: no cover

    @property
    def is_wanted(self) -> bool:
        """True while pictures shall be fetched: somebody looks, or a rate is set."""
        ...  # pragma: no cover

    async def wait_wanted(self) -> None:
        """Wait until pictures are wanted."""
        ...  # pragma: no cover

    async def wait_unwanted(self) -> None:
        """Wait until nobody has wanted pictures for a while (never, with a rate)."""
        ...  # pragma: no cover

    def show(self, jpeg: bytes, times: Times | None = None) -> None:
        """Take a picture that came; the camera is online by that. Never fails."""
        ...  # pragma: no cover

    def publish(self, event: Event) -> None:
        """Take anything else that the camera tells: health, a fault. Never fails."""
        ...  # pragma: no cover

    def note_answer(self) -> None:
        """Take note that the camera answered: it is online."""
        ...  # pragma: no cover

    def note_fault(self, text: str) -> None:
        """Take note of why nothing comes, for people: the camera is offline."""
        ...  # pragma: no cover

    def announce(self, features: tuple[DeviceFeature, ...], sdk: str = "") -> None:
        """Say what the camera can do, once that is known."""
        ...  # pragma: no cover

    def answer(self, ack: Ack) -> None:
        """Say what became of a call."""
        ...  # pragma: no cover


class Camera(Protocol):
    """A source at work."""

    async def run(self) -> None:
        """Fetch pictures while they are wanted, until cancelled; reconnects by itself."""
        ...  # pragma: no cover

    async def snapshot(self) -> bytes:
        """Return one JPEG of now; SourceFailed says why not. Works while stopped, too."""
        ...  # pragma: no cover

    async def status(self) -> dict[str, JsonScalar]:
        """Return what the camera says of itself; SourceFailed if it has no words for it."""
        ...  # pragma: no cover

    def send_call(self, call: Call) -> bool:
        """Take a command without waiting; False if there is no room for it."""
        ...  # pragma: no cover


BuildCamera = Callable[[Outlet], Camera]
