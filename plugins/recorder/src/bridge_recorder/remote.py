"""The recorder of a running bridge, asked over HTTP."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import httpx
import msgspec
import trio

from bridge.api import BridgeError
from bridge.client import parse_address
from bridge_recorder.replay.values import ReplayRequest, ReplayStatus, ReplayWish
from bridge_recorder.values import Fault, RecordingList, RecordingRequest, RecordingStatus

PREFIX = "/v1/recordings"
REPLAYS = "/v1/replays"
# A bridge answers in milliseconds, but the end of a recording may wait for a slow disk.
LIMITS = httpx.Timeout(10.0, read=30.0)
PIECE_BYTES = 256 * 1024

OnBytes = Callable[[int, int], None]  # Bytes so far, bytes in all.
S = TypeVar("S", bound=msgspec.Struct)


@asynccontextmanager
async def open_remote(url: str, key: str | None) -> AsyncIterator["Remote"]:
    """Open the recorder of the bridge at `url`; BridgeError when that is no address."""
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
    """Calls of the recorder's routes. BridgeError says what went wrong and what to do."""

    client: httpx.AsyncClient

    async def list(self) -> RecordingList:
        """Return all recordings."""
        return await self._ask("GET", "", RecordingList)

    async def start(self, request: RecordingRequest) -> RecordingStatus:
        """Start a recording."""
        body = msgspec.json.encode(request)
        return await self._ask("POST", "", RecordingStatus, body)

    async def stop(self, recording_id: str) -> RecordingStatus:
        """End a recording and return it as it is then."""
        return await self._ask("POST", f"/{recording_id}/stop", RecordingStatus)

    async def status(self, recording_id: str) -> RecordingStatus:
        """Return how a recording is."""
        return await self._ask("GET", f"/{recording_id}/status", RecordingStatus)

    async def start_replay(self, request: ReplayRequest) -> ReplayStatus:
        """Begin to play a recording."""
        body = msgspec.json.encode(request)
        return await self._ask("POST", "", ReplayStatus, body, prefix=REPLAYS)

    async def replay_status(self, replay_id: str) -> ReplayStatus:
        """Return how a replay is, or how it ended."""
        return await self._ask("GET", f"/{replay_id}", ReplayStatus, prefix=REPLAYS)

    async def control_replay(self, replay_id: str, wish: ReplayWish) -> ReplayStatus:
        """Change how a replay goes on."""
        body = msgspec.json.encode(wish)
        return await self._ask("POST", f"/{replay_id}", ReplayStatus, body, prefix=REPLAYS)

    async def stop_replay(self, replay_id: str) -> ReplayStatus:
        """End a replay and return how it was."""
        return await self._ask("DELETE", f"/{replay_id}", ReplayStatus, prefix=REPLAYS)

    async def delete(self, recording_id: str) -> None:
        """Delete a recording."""
        with _explaining(self.client):
            _check(await self.client.delete(f"{PREFIX}/{recording_id}"))

    async def download(self, recording_id: str, target: Path, on_bytes: OnBytes) -> None:
        """Save a recording; it appears at `target` when it is complete."""
        part = target.with_name(target.name + ".part")
        try:
            with _explaining(self.client):
                async with self.client.stream("GET", f"{PREFIX}/{recording_id}") as answer:
                    if answer.is_error:
                        await answer.aread()
                    _check(answer)
                    await _save(answer, part, on_bytes)
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise

    async def _ask(
        self, method: str, path: str, schema: type[S], body: bytes = b"", prefix: str = PREFIX
    ) -> S:
        headers = {"Content-Type": "application/json"} if body else {}
        with _explaining(self.client):
            answer = await self.client.request(method, prefix + path, content=body, headers=headers)
        return msgspec.json.decode(_check(answer).content, type=schema)


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
        text = msgspec.json.decode(answer.content, type=Fault).text
    except msgspec.DecodeError:
        text = answer.reason_phrase
    if answer.status_code in (401, 403):
        text += "; name a key of an operator with --key"
    raise BridgeError(f"{answer.url}: {answer.status_code} {text}")


async def _save(answer: httpx.Response, part: Path, on_bytes: OnBytes) -> None:
    total = int(answer.headers.get("Content-Length", 0))
    saved = 0
    async with await trio.open_file(part, "wb") as stream:
        async for piece in answer.aiter_bytes(PIECE_BYTES):
            await stream.write(piece)
            saved += len(piece)
            on_bytes(saved, total)
