"""The service: starts, steers and ends replays, and says on `sys/replays` how they are."""

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import trio

from bridge.api import Devices, Hub, PluginContext
from bridge_recorder.names import UnknownRecording
from bridge_recorder.recorder import Recorder, RecordingRefused
from bridge_recorder.replay.cast import Actor, Cast
from bridge_recorder.replay.chunks import ChunkReader
from bridge_recorder.replay.index import RecordingIndex, open_index
from bridge_recorder.replay.outlet import Outlet, Written
from bridge_recorder.replay.player import Player
from bridge_recorder.replay.timeline import Timeline
from bridge_recorder.replay.values import (
    REPLAYS_TOPIC,
    ReplayRequest,
    Replays,
    ReplayStatus,
    ReplayWish,
)
from bridge_recorder.values import RecordingStatus

T = TypeVar("T")

PUBLISH_EVERY_S = 0.5
REMEMBERED = 4  # Ended replays that are still shown on `sys/replays`.
STOPPED = "the replay was stopped"


class ReplayRefused(RecordingRefused):
    """A replay cannot start or be steered; `code` says why in one word."""


class ReplayService:
    """The running replays of one bridge."""

    name = "replays"

    def __init__(self, context: PluginContext, recorder: Recorder, most: int) -> None:
        self._hub: Hub = context.hub
        self._devices: Devices = context.devices
        self._logger = context.logger
        self._recorder = recorder
        self._most = most
        self._threads = trio.CapacityLimiter(most + 1)
        self._active: dict[str, Player] = {}
        self._ended: deque[ReplayStatus] = deque(maxlen=REMEMBERED)
        self._begin, self._begun = trio.open_memory_channel[tuple[Player, ReplayRequest]](most)
        self._starting: set[str] = set()
        self._written = Written()
        self._count = 0

    async def run(self, *, task_status: trio.TaskStatus[None]) -> None:
        """Work until cancelled."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._publish_now_and_then)
            self.publish()
            task_status.started()
            async for player, request in self._begun:
                nursery.start_soon(self._run_one, player, request)

    async def _run_one(self, player: Player, request: ReplayRequest) -> None:
        try:
            await player.run(request)
        finally:
            self._active.pop(player.id, None)
            self._ended.append(player.status())
            self._logger.info("replay %s ended: %s", player.id, player.reason)
            self.publish()

    async def start(self, request: ReplayRequest, owner: str | None = None) -> ReplayStatus:
        """Begin to play a recording. ReplayRefused, UnknownRecording or UnplayableRecording
        say why that cannot be."""
        replay_id = self._reserve(request.id)
        try:
            found = await self._find(request.recording)
            reader = await self._elsewhere(partial(self._open, found.id))
            player = self._build(replay_id, owner, found, reader, request)
        finally:
            self._starting.discard(replay_id)
        self._active[replay_id] = player
        self._begin.send_nowait((player, request))
        self._logger.info("replay %s of recording %s began", replay_id, found.id)
        self.publish()
        return player.status()

    async def _elsewhere(self, work: Callable[[], T], /) -> T:
        return await trio.to_thread.run_sync(work, limiter=self._threads)

    def _reserve(self, wanted: str | None) -> str:
        taken = self._active.keys() | self._starting
        if len(taken) >= self._most:
            text = f"{len(taken)} replays run already; stop one of them first"
            raise ReplayRefused("too_many", text)
        if wanted is not None and wanted in taken:
            raise ReplayRefused("exists", f"replay {wanted!a} runs already: choose another id")
        while wanted is None or wanted in taken:
            self._count += 1
            wanted = f"r{self._count}"
        self._starting.add(wanted)
        return wanted

    async def _find(self, wanted: str) -> RecordingStatus:
        """Return a finished recording by its id or name, or the newest one."""
        if any(wanted in (status.id, status.name) and wanted for status in self._recorder.active()):
            raise ReplayRefused("running", f"recording {wanted!a} still runs; stop it first")
        known = await self._elsewhere(self._recorder.shelf.finished)
        running = {status.id for status in self._recorder.active()}
        for status in known:  # The newest of several with one name.
            if status.id not in running and wanted in ("", status.id, status.name):
                return status
        if not wanted:
            raise ReplayRefused("no_recordings", "there is no recording yet: make one first")
        raise UnknownRecording(wanted)

    def _open(self, recording_id: str) -> ChunkReader:
        path = self._recorder.shelf.find(recording_id)
        try:
            return ChunkReader(open_index(path), path.open("rb"))
        except OSError as error:
            reason = error.strerror or error
            raise ReplayRefused("disk_failed", f"{path.name}: {reason}") from None

    def _build(
        self,
        replay_id: str,
        owner: str | None,
        found: RecordingStatus,
        reader: ChunkReader,
        request: ReplayRequest,
    ) -> Player:
        clock, index = self._hub.clock, reader.index
        cast = Cast(self._devices, actors_of(index), found.id)
        player = Player(
            replay_id,
            owner,
            found.id,
            found.name,
            reader,
            Outlet(self._hub, cast, self._written),
            clock,
            self._elsewhere,
            Timeline(index.start_ns, clock.now_us(), request.speed, request.paused),
            request.loop,
        )
        cast.wake = player.wake
        return player

    def find(self, replay_id: str) -> Player:
        """Return a replay that runs; ReplayRefused if it does not."""
        player = self._active.get(replay_id)
        if player is None:
            running = ", ".join(self._active) or "none"
            text = f"replay {replay_id[:80]!a} does not run; running: {running}"
            raise ReplayRefused("no_such_replay", text)
        return player

    def owned(self, owner: str) -> list[Player]:
        """Return the replays that somebody has started, oldest first."""
        return [player for player in self._active.values() if player.owner == owner]

    def control(self, replay_id: str, wish: ReplayWish) -> ReplayStatus:
        """Change how a replay goes on."""
        player = self.find(replay_id)
        player.obey(wish)
        self.publish()
        return player.status()

    async def stop(self, replay_id: str, reason: str = STOPPED) -> ReplayStatus:
        """End a replay and return how it was."""
        player = self.find(replay_id)
        player.stop(reason)
        await player.ended.wait()
        return player.status()

    def plays(self, recording_id: str) -> bool:
        """Tell whether a recording is being played."""
        return any(player.recording_id == recording_id for player in self._active.values())

    def active(self) -> list[ReplayStatus]:
        """Return the replays that run, oldest first."""
        return [player.status() for player in self._active.values()]

    def ended(self) -> list[ReplayStatus]:
        """Return the replays that ended last, newest first."""
        return list(reversed(self._ended))

    async def _publish_now_and_then(self) -> None:
        while True:
            await trio.sleep(PUBLISH_EVERY_S)
            if self._active:
                self.publish()

    def publish(self) -> None:
        """Say on `sys/replays` how the replays are."""
        self._hub.publish(REPLAYS_TOPIC, Replays((*self.active(), *self.ended())))


def actors_of(index: RecordingIndex) -> dict[str, Actor]:
    """Return the devices of a recording, and what each of them has in it."""
    tails: dict[str, list[str]] = {}
    for channel in index.channels.values():
        if channel.device_id is not None:
            found = tails.setdefault(channel.device_id, [])
            # Who is here is told by the directory, of the replay as of everybody.
            found += [channel.tail] if channel.tail != "state" else []
    return {name: Actor(name, tuple(sorted(found))) for name, found in tails.items()}
