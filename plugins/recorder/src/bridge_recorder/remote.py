"""The recorder of a running bridge, asked over HTTP."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import trio

from bridge.client.rest import RestClient, open_rest
from bridge_recorder.replay.values import ReplayRequest, ReplayStatus, ReplayWish
from bridge_recorder.values import RecordingList, RecordingRequest, RecordingStatus

PREFIX = "/v1/recordings"
REPLAYS = "/v1/replays"
PIECE_BYTES = 256 * 1024

OnBytes = Callable[[int, int], None]  # Bytes so far, bytes in all.


@asynccontextmanager
async def open_remote(url: str, key: str | None) -> AsyncIterator["Remote"]:
    """Open the recorder of the bridge at `url`; BridgeError when that is no address."""
    async with open_rest(url, key) as rest:
        yield Remote(rest)


@dataclass(frozen=True, slots=True)
class Remote:
    """Calls of the recorder's routes. BridgeError says what went wrong and what to do."""

    rest: RestClient

    async def list(self) -> RecordingList:
        """Return all recordings."""
        return await self.rest.ask(RecordingList, "GET", PREFIX)

    async def start(self, request: RecordingRequest) -> RecordingStatus:
        """Start a recording."""
        return await self.rest.ask(RecordingStatus, "POST", PREFIX, request)

    async def stop(self, recording_id: str) -> RecordingStatus:
        """End a recording and return it as it is then."""
        return await self.rest.ask(RecordingStatus, "POST", f"{PREFIX}/{recording_id}/stop")

    async def status(self, recording_id: str) -> RecordingStatus:
        """Return how a recording is."""
        return await self.rest.ask(RecordingStatus, "GET", f"{PREFIX}/{recording_id}/status")

    async def start_replay(self, request: ReplayRequest) -> ReplayStatus:
        """Begin to play a recording."""
        return await self.rest.ask(ReplayStatus, "POST", REPLAYS, request)

    async def replay_status(self, replay_id: str) -> ReplayStatus:
        """Return how a replay is, or how it ended."""
        return await self.rest.ask(ReplayStatus, "GET", f"{REPLAYS}/{replay_id}")

    async def control_replay(self, replay_id: str, wish: ReplayWish) -> ReplayStatus:
        """Change how a replay goes on."""
        return await self.rest.ask(ReplayStatus, "POST", f"{REPLAYS}/{replay_id}", wish)

    async def stop_replay(self, replay_id: str) -> ReplayStatus:
        """End a replay and return how it was."""
        return await self.rest.ask(ReplayStatus, "DELETE", f"{REPLAYS}/{replay_id}")

    async def delete(self, recording_id: str) -> None:
        """Delete a recording."""
        await self.rest.send("DELETE", f"{PREFIX}/{recording_id}")

    async def download(self, recording_id: str, target: Path, on_bytes: OnBytes) -> None:
        """Save a recording; it appears at `target` when it is complete."""
        part = target.with_name(target.name + ".part")
        try:
            async with self.rest.download(f"{PREFIX}/{recording_id}") as answer:
                await _save(answer, part, on_bytes)
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


async def _save(answer: httpx.Response, part: Path, on_bytes: OnBytes) -> None:
    total = int(answer.headers.get("Content-Length", 0))
    saved = 0
    async with await trio.open_file(part, "wb") as stream:
        async for piece in answer.aiter_bytes(PIECE_BYTES):
            await stream.write(piece)
            saved += len(piece)
            on_bytes(saved, total)
