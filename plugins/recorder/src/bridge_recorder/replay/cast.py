"""The devices of a recording, hosted again for as long as it is played.

Knows: who was recorded, and what the directory has now. Does not know: files, times.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from bridge.api import (
    Ack,
    AckStage,
    Admission,
    Call,
    CommandAcked,
    Devices,
    DeviceState,
    Event,
    HostedDevice,
    Presence,
    Role,
    SampleRefused,
    grants_for,
    parse_display_name,
)

TRANSPORT: Final = "replay"
_SUFFIX = "-replay"
_LONGEST_ID = 32
ENDED = "the recording ended"


def stand_in_id(recorded: str, is_taken: Callable[[str], bool]) -> str:
    """Return the id to play a device under: its own, or one that says what it is."""
    if not is_taken(recorded):
        return recorded
    number = 1
    while True:
        suffix = _SUFFIX if number == 1 else f"{_SUFFIX}-{number}"
        chosen = recorded[: _LONGEST_ID - len(suffix)] + suffix
        if not is_taken(chosen):
            return chosen
        number += 1


@dataclass(slots=True)
class Actor:
    """One recorded device. `tails` are its recorded topics without `device/{id}/`."""

    recorded: str
    tails: tuple[str, ...]
    state: DeviceState | None = None
    presence: Presence | None = None
    hosted: HostedDevice | None = None


@dataclass(slots=True)
class Cast:
    """All recorded devices. `wake` is called when an answer waits in `answers`."""

    devices: Devices
    actors: dict[str, Actor]
    recording_id: str
    wake: Callable[[], None] = lambda: None
    answers: list[tuple[HostedDevice, Ack]] = field(default_factory=list)

    def ids(self) -> dict[str, str]:
        """Return who is here: recorded id → the id in the directory."""
        return {a.recorded: a.hosted.id for a in self.actors.values() if a.hosted is not None}

    def publish(self, recorded: str, event: Event) -> None:
        """Let a device say something; it enters the directory if it must. SampleRefused."""
        self._on_stage(self.actors[recorded]).publish(event)

    def take_state(self, recorded: str, state: DeviceState) -> None:
        """Let a device come, go or change, as it did when it was recorded."""
        actor = self.actors[recorded]
        actor.state = state
        if not state.online:
            self._leave(actor, state.reason or "it left when it was recorded")
            return
        wanted, shown = self._presence(actor), actor.presence
        if shown is not None and (shown.name, shown.dialect) != (wanted.name, wanted.dialect):
            self._leave(actor, "it has another name now")
        hosted = self._on_stage(actor)
        if actor.presence != wanted:
            actor.presence = wanted
            hosted.announce(wanted.features, wanted.sdk)

    def take_absence(self, recorded: str) -> None:
        """Let a device be gone, because it had not come yet at this moment."""
        actor = self.actors[recorded]
        actor.state = None
        self._leave(actor, "it had not joined yet at this moment of the recording")

    def _on_stage(self, actor: Actor) -> HostedDevice:
        hosted = actor.hosted
        if hosted is not None and hosted.is_current:
            return hosted
        # The real device has come and has its place; ours goes on under another name.
        self._leave(actor, "the device itself is here")
        chosen = stand_in_id(actor.recorded, self._is_taken)
        presence = actor.presence = self._presence(actor)
        grants = grants_for(Role.DEVICE, chosen)
        admission = Admission(chosen, presence.name, Role.DEVICE, grants)
        hosted = actor.hosted = self.devices.host(
            admission, presence, lambda call: self._refuse_call(actor, call), is_rated=False
        )
        self._advertise(hosted, actor.tails)
        return hosted

    def _presence(self, actor: Actor) -> Presence:
        state = actor.state
        if state is None:
            return Presence(actor.recorded, TRANSPORT, self.recording_id, TRANSPORT)
        try:
            name = parse_display_name(state.name)
        except ValueError:
            name = actor.recorded  # A file that somebody else made may say anything.
        return Presence(
            name, TRANSPORT, self.recording_id, state.dialect, state.sdk, state.features
        )

    def _advertise(self, hosted: HostedDevice, tails: tuple[str, ...]) -> None:
        """Say what the recording has, so that no stage writes the same besides."""
        for tail in tails:
            try:
                hosted.advertise([tail])
            except SampleRefused:
                continue  # Its samples are refused for the same reason, and counted.

    def _is_taken(self, device_id: str) -> bool:
        state = self.devices.state(device_id)
        return state is not None and state.online

    def _refuse_call(self, actor: Actor, call: Call) -> bool:
        if actor.hosted is None:
            return False
        text = f"{actor.hosted.id} is played from a recording and takes no commands"
        self.answers.append((actor.hosted, Ack(call.id, AckStage.REJECTED, "replayed", text)))
        self.wake()
        return True

    def answer_calls(self) -> None:
        """Give the answers that wait. An answer from within a call would come before it."""
        while self.answers:
            hosted, ack = self.answers.pop(0)
            if hosted.is_current:
                hosted.publish(CommandAcked(ack))

    def leave(self, reason: str) -> None:
        """Let all devices leave."""
        for actor in self.actors.values():
            self._leave(actor, reason)

    def _leave(self, actor: Actor, reason: str) -> None:
        hosted, actor.hosted, actor.presence = actor.hosted, None, None
        if hosted is not None:
            hosted.leave(reason)
