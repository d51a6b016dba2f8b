"""Devices without a link: each says something now and then, by UDP or HTTP.

Knows: admission, the directory, how long a silent device is still here. Does not know:
datagrams, requests, what the words mean.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import trio

from bridge.api import (
    Call,
    Claim,
    Clock,
    Devices,
    Event,
    HostedDevice,
    Presence,
    SampleRefused,
    Transport,
)
from bridge_dialects.taghub.device_names import DeviceNames
from bridge_dialects.taghub.noticeboard import SYSTEM

MAX_VISITORS = 64
TICK_S = 1.0

# Told the number of a message, returns what it means, or None if it means nothing.
ReadEvent = Callable[[int], Event | None]


@dataclass(slots=True)
class _Visitor:
    hosted: HostedDevice
    heard_us: int
    messages: int = 0


class Visitors:
    """All devices without a link. A service: it says when one has fallen silent."""

    name = "taghub visitors"

    def __init__(
        self, devices: Devices, clock: Clock, names: DeviceNames, presence_s: float
    ) -> None:
        self._devices = devices
        self._clock = clock
        self._names = names
        self._presence_us = round(presence_s * 1e6)
        self._here: dict[str, _Visitor] = {}

    def __len__(self) -> int:
        return len(self._here)

    def hear(
        self, claim: Claim, transport: Transport, device_name: str, read: ReadEvent
    ) -> Event | None:
        """Let a device in, if need be, and publish what it says, which is returned.

        AdmissionRefused and SampleRefused say why nothing is taken.
        """
        known = self._here.get(claim.address)
        name = self._names.visit(claim.address) if known is None else known.hosted.id
        claim = replace(claim, id=name)
        admission = self._devices.authenticate(claim)
        event = read(0 if known is None else known.messages)
        if event is None:
            return None
        if known is None:
            if len(self._here) >= MAX_VISITORS:
                raise SampleRefused("full", f"{MAX_VISITORS} devices without a link are here")
            presence = Presence(device_name or name, transport, claim.address, SYSTEM)
            # A link of the same device keeps its place: only samples come by this way.
            hosted = self._devices.host(admission, presence, _take_no_call, yields=True)
            known = self._here[claim.address] = _Visitor(hosted, self._clock.now_us())
        known.heard_us = self._clock.now_us()
        known.hosted.publish(event)
        known.messages += 1
        return event

    async def run(self, *, task_status: trio.TaskStatus[None]) -> None:
        """Look after silent devices until cancelled."""
        task_status.started()
        try:
            while True:
                await trio.sleep(TICK_S)
                self._see_off(self._clock.now_us() - self._presence_us, "fell silent")
        finally:
            self._see_off(self._clock.now_us(), "the bridge is shutting down")

    def _see_off(self, silent_since_us: int, reason: str) -> None:
        for address, visitor in tuple(self._here.items()):
            if visitor.heard_us <= silent_since_us:
                del self._here[address]
                visitor.hosted.leave(reason)


def _take_no_call(_call: Call) -> bool:
    return False
