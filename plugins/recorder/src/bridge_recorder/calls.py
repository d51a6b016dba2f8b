"""What peers can ask of the recorder by a call to the bridge: record and replay.

Knows: who may touch whose. Does not know: files, how calls come in.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import msgspec

from bridge.api import (
    Admission,
    BridgeError,
    BridgeMethod,
    CallRefused,
    CallRegistry,
    Devices,
    JsonScalar,
    Role,
    Verb,
    is_at_least,
)
from bridge_recorder.names import UnknownRecording
from bridge_recorder.recorder import Recorder, RecordingRefused
from bridge_recorder.replay.player import Player
from bridge_recorder.replay.replays import ReplayService
from bridge_recorder.replay.values import (
    RecordingName,
    ReplayRequest,
    ReplayWish,
    Seconds,
    Speed,
)

Text = Annotated[str, msgspec.Meta(max_length=64)]


class StartRecording(msgspec.Struct, frozen=True):
    """Topics are patterns with commas between them; none means the usual ones."""

    name: Annotated[str, msgspec.Meta(max_length=48)] = ""
    topics: Annotated[str, msgspec.Meta(max_length=2000)] = ""


class StopRecording(msgspec.Struct, frozen=True):
    """Which recording; the caller's newest if it is empty."""

    id: Text = ""


class StartReplay(msgspec.Struct, frozen=True):
    """What to play: the id or name of a recording, the newest if it is empty."""

    recording: RecordingName = ""
    speed: Speed = 1.0
    loop: bool = False
    start_s: Seconds = 0.0


class ControlReplay(msgspec.Struct, frozen=True):
    """Which replay (the caller's newest if it is empty), and what shall change."""

    id: Text = ""
    paused: bool | None = None
    speed: Speed | None = None
    seek_s: Seconds | None = None
    step: bool | None = None


class StopReplay(msgspec.Struct, frozen=True):
    """Which replay; all of the caller's if it is empty."""

    id: Text = ""


class RecorderCalls:
    """The recorder's methods. A peer has a say over what it has begun itself, an operator
    over everything."""

    def __init__(self, recorder: Recorder, replays: ReplayService, devices: Devices) -> None:
        self._recorder = recorder
        self._replays = replays
        self._devices = devices
        self._owners: dict[str, str] = {}  # Of recordings that were begun by a call.

    def register(self, calls: CallRegistry) -> None:
        """Add the methods."""
        calls.add(
            BridgeMethod(
                "start_recording",
                Role.GAME,
                "Start to record; the value is the recording's id.",
                StartRecording,
                self.start_recording,
            )
        )
        calls.add(
            BridgeMethod(
                "stop_recording",
                Role.GAME,
                "End a recording of one's own; the value is its id.",
                StopRecording,
                self.stop_recording,
            )
        )
        calls.add(
            BridgeMethod(
                "start_replay",
                Role.GAME,
                "Play a recording; the value is the replay's id.",
                StartReplay,
                self.start_replay,
            )
        )
        calls.add(
            BridgeMethod(
                "control_replay",
                Role.GAME,
                "Pause, go on, step, seek or change the speed of a replay; the value is its id.",
                ControlReplay,
                self.control_replay,
            )
        )
        calls.add(
            BridgeMethod(
                "stop_replay",
                Role.GAME,
                "End a replay of one's own; the value is its id.",
                StopReplay,
                self.stop_replay,
            )
        )

    async def start_recording(self, admission: Admission, args: StartRecording) -> JsonScalar:
        """Start a recording of what the caller may read."""
        topics = tuple(filter(None, (text.strip() for text in args.topics.split(","))))
        for topic in topics or self._recorder.default_topics:
            if not self._devices.authorize(admission, Verb.SUBSCRIBE, topic):
                text = f"{admission.id} may not read {topic}, so it may not record it"
                raise CallRefused("forbidden", text)
        with _refusals():
            status = await self._recorder.start(topics, args.name)
        running = {recording.id for recording in self._recorder.active()}
        self._owners = {key: who for key, who in self._owners.items() if key in running}
        self._owners[status.id] = admission.id
        return status.id

    async def stop_recording(self, admission: Admission, args: StopRecording) -> JsonScalar:
        """End a recording."""
        running = [recording.id for recording in self._recorder.active()]
        own = [found for found in running if self._owners.get(found) == admission.id]
        if not args.id and not own:
            raise CallRefused("not_running", f"no recording of {admission.id} runs")
        chosen = args.id or own[-1]
        if chosen in running and chosen not in own:
            _check_operator(admission, f"recording {chosen}")
        with _refusals():
            return (await self._recorder.stop(chosen)).id

    async def start_replay(self, admission: Admission, args: StartReplay) -> JsonScalar:
        """Play a recording."""
        request = ReplayRequest(args.recording, args.speed, args.loop, args.start_s)
        with _refusals():
            return (await self._replays.start(request, admission.id)).id

    async def control_replay(self, admission: Admission, args: ControlReplay) -> JsonScalar:
        """Change how a replay goes on."""
        player = self._choose(admission, args.id)[-1]
        wish = ReplayWish(args.paused, args.speed, args.seek_s, args.step)
        return self._replays.control(player.id, wish).id

    async def stop_replay(self, admission: Admission, args: StopReplay) -> JsonScalar:
        """End a replay, or all of the caller's."""
        chosen = self._choose(admission, args.id)
        for player in chosen:
            player.stop("the replay was stopped")
        for player in chosen:
            await player.ended.wait()
        return chosen[-1].id

    def _choose(self, admission: Admission, replay_id: str) -> list[Player]:
        own = self._replays.owned(admission.id)
        if not replay_id:
            if not own:
                raise CallRefused("no_such_replay", f"no replay of {admission.id} runs")
            return own
        with _refusals():
            player = self._replays.find(replay_id)
        if player not in own:
            _check_operator(admission, f"replay {replay_id}")
        return [player]


def _check_operator(admission: Admission, what: str) -> None:
    if not is_at_least(admission.role, Role.OPERATOR):
        raise CallRefused(
            "forbidden", f"{what} is not {admission.id}'s own: that takes an operator"
        )


@contextmanager
def _refusals() -> Iterator[None]:
    """Say in a call's words what the recorder refuses."""
    try:
        yield
    except RecordingRefused as error:
        raise CallRefused(error.code, str(error)) from None
    except UnknownRecording as error:
        raise CallRefused("no_such_recording", str(error)) from None
    except ValueError as error:
        raise CallRefused("malformed", str(error)) from None
    except BridgeError as error:
        raise CallRefused("unplayable", str(error)) from None
