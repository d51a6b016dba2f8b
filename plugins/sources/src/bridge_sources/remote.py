"""The sources of a running bridge, asked over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import quote

from bridge.client.rest import RestClient, RestRefused, open_rest
from bridge_sources.discovery.found import FoundCamera
from bridge_sources.records import SourceStatus
from bridge_sources.wishes import AddWish, FoundList, ScanWish, SourceList, SourceWish

PREFIX = "/v1/sources"
# A camera may take 10 s to fail, and finding out what it is takes many questions.
ANSWER_LIMIT_S = 60.0


@asynccontextmanager
async def open_remote(url: str, key: str | None) -> AsyncIterator["Remote"]:
    """Open the sources of the bridge at `url`; BridgeError when that is no address."""
    async with open_rest(url, key, ANSWER_LIMIT_S) as rest:
        yield Remote(rest)


@dataclass(frozen=True, slots=True)
class Remote:
    """Calls of the routes. BridgeError says what went wrong and what to do."""

    rest: RestClient

    async def sources(self) -> list[SourceStatus]:
        """Return all sources."""
        answer = await self.rest.ask(SourceList, "GET", PREFIX)
        return answer.sources

    async def add(self, wish: SourceWish) -> SourceStatus:
        """Add a source."""
        return await self.rest.ask(SourceStatus, "POST", PREFIX, wish)

    async def remove(self, name: str) -> None:
        """Forget a source."""
        await self.rest.send("DELETE", _path(name))

    async def set_started(self, name: str, *, is_started: bool) -> SourceStatus:
        """Let a source fetch pictures, or rest."""
        return await self.rest.ask(
            SourceStatus, "POST", _path(name, "start" if is_started else "stop")
        )

    async def scan(self, seconds: float) -> list[FoundCamera]:
        """Search for so long, and return what was found."""
        answer = await self.rest.ask(FoundList, "POST", f"{PREFIX}/scan", ScanWish(seconds))
        return answer.found

    async def add_found(self, key: str, wish: AddWish) -> SourceStatus:
        """Add a camera that was found."""
        return await self.rest.ask(
            SourceStatus, "POST", f"{PREFIX}/found/{quote(key, safe='')}/add", wish
        )

    async def picture(self, name: str) -> bytes:
        """Return one picture of a source or, if none has that name, of a device."""
        try:
            return await self.rest.send("GET", _path(name, "snapshot"))
        except RestRefused as refused:
            if refused.status != 404:
                raise
        return await self.rest.send("GET", f"/devices/{quote(name, safe='')}/camera.jpg")


def _path(name: str, action: str = "") -> str:
    return f"{PREFIX}/{quote(name, safe='')}" + (f"/{action}" if action else "")
