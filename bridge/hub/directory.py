"""Which devices there are, who speaks for each, and since when."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from bridge.hub.hub import Hub
from bridge.model.commands import Call
from bridge.model.values import DeviceFeature, DeviceState, Transport


class DeviceLink(Protocol):
    """The way to an online device."""

    def send_call(self, call: Call) -> bool:
        """Pass a command on; False when the way is jammed. Must not wait."""
        ...  # pragma: no cover

    def replace(self) -> None:
        """Give way to a newer link of the same device, at once."""
        ...  # pragma: no cover


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is known of a device when it joins."""

    id: str
    name: str
    transport: Transport
    address: str
    dialect: str = "gamebridge.v1"
    sdk: str = ""
    features: tuple[DeviceFeature, ...] = ()


@dataclass(slots=True)
class _Entry:
    state: DeviceState
    link: DeviceLink | None = None
    topics: list[str] = field(default_factory=list)


Notice = Callable[[DeviceState], None]


class DeviceDirectory:
    """Every device seen since the start; publishes `device/{id}/state` on each change."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._entries: dict[str, _Entry] = {}
        self._joined: list[Notice] = []
        self._left: list[Notice] = []

    def watch(self, joined: Notice, left: Notice) -> None:
        """Hear of devices that join and leave."""
        self._joined.append(joined)
        self._left.append(left)

    def join(self, arrival: Arrival, link: DeviceLink) -> int:
        """Note that a device is here and reached by `link`; return its epoch.

        A device that was here already keeps its place: its old link is told to give way.
        """
        known = self._entries.get(arrival.id)
        epoch = known.state.epoch + 1 if known else 1
        old_link = known.link if known else None
        state = DeviceState(
            arrival.id,
            arrival.name,
            True,
            self._hub.clock.now_us(),
            arrival.transport,
            arrival.address,
            arrival.dialect,
            arrival.sdk,
            epoch,
            tuple(known.topics) if known else (),
            arrival.features,
        )
        self._entries[arrival.id] = _Entry(state, link, known.topics if known else [])
        if old_link is not None:
            old_link.replace()
        self._publish(state)
        for notice in self._joined:
            notice(state)
        return epoch

    def leave(self, device_id: str, epoch: int, reason: str) -> None:
        """Note that a device is gone. A link of an older epoch has no say."""
        entry = self._entries.get(device_id)
        if entry is None or entry.state.epoch != epoch or not entry.state.online:
            return
        entry.link = None
        self._change(
            entry,
            online=False,
            since_us=self._hub.clock.now_us(),
            transport="none",
            reason=reason,
        )
        for notice in self._left:
            notice(entry.state)

    def add_topic(self, device_id: str, topic: str) -> None:
        """Note what a device publishes."""
        entry = self._entries.get(device_id)
        if entry is not None and topic not in entry.topics:
            entry.topics.append(topic)
            self._change(entry, topics=tuple(entry.topics))

    def describe(
        self, device_id: str, epoch: int, features: tuple[DeviceFeature, ...], sdk: str
    ) -> None:
        """Note what a device can do, which some say only after they have joined."""
        entry = self._entries.get(device_id)
        if entry is not None and self.is_current(device_id, epoch):
            self._change(entry, features=features, sdk=sdk or entry.state.sdk)

    def _change(self, entry: _Entry, **changes: object) -> None:
        entry.state = msgspec.structs.replace(entry.state, **changes)
        self._publish(entry.state)

    def _publish(self, state: DeviceState) -> None:
        self._hub.publish(f"device/{state.id}/state", state)

    def is_current(self, device_id: str, epoch: int) -> bool:
        """Tell whether a link of `epoch` still speaks for the device."""
        entry = self._entries.get(device_id)
        return entry is not None and entry.state.epoch == epoch and entry.state.online

    def state(self, device_id: str) -> DeviceState | None:
        """Return what is known of a device, or None."""
        entry = self._entries.get(device_id)
        return entry.state if entry else None

    def states(self) -> list[DeviceState]:
        """Return all known devices by id."""
        return [self._entries[name].state for name in sorted(self._entries)]

    def link(self, device_id: str) -> DeviceLink | None:
        """Return the way to a device, or None while it is away."""
        entry = self._entries.get(device_id)
        return entry.link if entry else None
