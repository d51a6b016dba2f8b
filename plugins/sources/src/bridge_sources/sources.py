"""All sources of a bridge, running."""

import trio

from bridge.api import JsonScalar
from bridge_sources.records import SourceRecord, SourceStatus


class Sources:
    """The cameras that one bridge asks. One connection to each, however many look."""

    name = "sources"

    async def run(self, *, task_status: trio.TaskStatus[None]) -> None:
        """Run every source that is started, until cancelled."""
        raise NotImplementedError

    def list(self) -> list[SourceStatus]:
        """Return how all sources are, by name."""
        raise NotImplementedError

    def find(self, name: str) -> SourceStatus | None:
        """Return how a source is, by its name or id."""
        raise NotImplementedError

    async def add(self, record: SourceRecord) -> SourceStatus:
        """Add a source. ValueError: its name is taken, its address is refused."""
        raise NotImplementedError

    async def remove(self, name: str) -> None:
        """Forget a source. KeyError if there is none; ValueError if settings name it."""
        raise NotImplementedError

    async def start(self, name: str) -> None:
        """Let a source fetch pictures. KeyError if there is none."""
        raise NotImplementedError

    async def stop(self, name: str) -> None:
        """Let a source rest. KeyError if there is none."""
        raise NotImplementedError

    async def snapshot(self, name: str) -> bytes:
        """Return one JPEG of now. KeyError; SourceFailed says why not."""
        raise NotImplementedError

    async def status(self, name: str) -> dict[str, JsonScalar]:
        """Return what the camera says of itself. KeyError; SourceFailed says why not."""
        raise NotImplementedError
