"""The sources of a running bridge, asked over HTTP."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from urllib.parse import quote

import httpx
import msgspec

from bridge.api import BridgeError
from bridge.client import parse_address
from bridge_sources.discovery.found import FoundCamera
from bridge_sources.records import SourceStatus
from bridge_sources.wishes import AddWish, FoundList, Refusal, ScanWish, SourceList, SourceWish

PREFIX = "/v1/sources"
# A camera may take 10 s to fail, and finding out what it is takes many questions.
LIMITS = httpx.Timeout(10.0, read=60.0)


@asynccontextmanager
async def open_remote(url: str, key: str | None) -> AsyncIterator["Remote"]:
    """Open the sources of the bridge at `url`; BridgeError when that is no address."""
    try:
        base_url = parse_address(url).web_url
    except ValueError as error:
        raise BridgeError(f"--url: {error}") from None
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    # The bridge is near; a proxy for the web would only be in the way.
    async with httpx.AsyncClient(
        base_url=base_url, headers=headers, timeout=LIMITS, trust_env=False
    ) as client:
        yield Remote(client)


@dataclass(frozen=True, slots=True)
class Remote:
    """Calls of the routes. BridgeError says what went wrong and what to do."""

    client: httpx.AsyncClient

    async def sources(self) -> list[SourceStatus]:
        """Return all sources."""
        answer = await self._ask("GET", PREFIX)
        return msgspec.json.decode(answer.content, type=SourceList).sources

    async def add(self, wish: SourceWish) -> SourceStatus:
        """Add a source."""
        answer = await self._ask("POST", PREFIX, wish)
        return msgspec.json.decode(answer.content, type=SourceStatus)

    async def remove(self, name: str) -> None:
        """Forget a source."""
        await self._ask("DELETE", _path(name))

    async def set_started(self, name: str, *, is_started: bool) -> SourceStatus:
        """Let a source fetch pictures, or rest."""
        answer = await self._ask("POST", _path(name, "start" if is_started else "stop"))
        return msgspec.json.decode(answer.content, type=SourceStatus)

    async def scan(self, seconds: float) -> list[FoundCamera]:
        """Search for so long, and return what was found."""
        answer = await self._ask("POST", f"{PREFIX}/scan", ScanWish(seconds))
        return msgspec.json.decode(answer.content, type=FoundList).found

    async def add_found(self, key: str, wish: AddWish) -> SourceStatus:
        """Add a camera that was found."""
        answer = await self._ask("POST", f"{PREFIX}/found/{quote(key, safe='')}/add", wish)
        return msgspec.json.decode(answer.content, type=SourceStatus)

    async def picture(self, name: str) -> bytes:
        """Return one picture of a source or, if none has that name, of a device."""
        with _explaining(self.client):
            answer = await self.client.get(_path(name, "snapshot"))
            if answer.status_code == 404:
                answer = await self.client.get(f"/devices/{quote(name, safe='')}/camera.jpg")
        return _check(answer).content

    async def _ask(
        self, method: str, path: str, body: msgspec.Struct | None = None
    ) -> httpx.Response:
        headers = {} if body is None else {"Content-Type": "application/json"}
        content = b"" if body is None else msgspec.json.encode(body)
        with _explaining(self.client):
            return _check(await self.client.request(method, path, content=content, headers=headers))


def _path(name: str, action: str = "") -> str:
    return f"{PREFIX}/{quote(name, safe='')}" + (f"/{action}" if action else "")


@contextmanager
def _explaining(client: httpx.AsyncClient) -> Iterator[None]:
    try:
        yield
    except httpx.HTTPError as error:
        reason = str(error) or type(error).__name__
        raise BridgeError(
            f"no bridge answers at {client.base_url} ({reason}); start one with "
            "'gamebridge run', or name its address with --url"
        ) from None


def _check(answer: httpx.Response) -> httpx.Response:
    if answer.is_success:
        return answer
    try:
        text = msgspec.json.decode(answer.content, type=Refusal).text
    except msgspec.DecodeError:
        text = answer.reason_phrase
    if answer.status_code in (401, 403):
        text += "; name a key of an operator with --key"
    raise BridgeError(text)
