"""Devices that only POST: their place in the directory, and what waits for their next request.

Knows: presence by last request, calls and interest that ride on answers. Does not know:
HTTP requests, who may post.
"""

from collections import deque
from typing import NamedTuple

import trio

from bridge.plugin.admission import Admission
from bridge.transport.device_side import DeviceSide, calls_through
from bridge.transport.inbound_rates import InboundRates
from bridge.transport.publisher_side import PublisherSide
from bridge.transport.session_context import SessionContext
from bridge.wire.bridge_messages import DeviceCall, InterestChange
from bridge.wire.constants import HTTP_PRESENCE_US, MAX_HTTP_COMMANDS
from bridge.wire.dialect import ClaimMade
from bridge.wire.http_ingest import HttpSession

TICK_S = 1.0
MAX_WAITING_CALLS = 64


class _WaitingCall(NamedTuple):
    call: DeviceCall
    until_us: int


class HttpDevice:
    """One device, from its first request to its silence."""

    def __init__(self, context: SessionContext, admission: Admission, address: str) -> None:
        self._context = context
        self.admission = admission
        self._address = address
        self._side: DeviceSide | None = None
        self._calls: deque[_WaitingCall] = deque()
        self._changes: dict[str, InterestChange] = {}
        self.session = HttpSession(admission.id)
        self.publisher = PublisherSide(context, admission)
        self.rates = InboundRates(context.limits)
        self.heard_us = context.clock.now_us()

    @property
    def side(self) -> DeviceSide | None:
        """The device's place in the directory; None while another link speaks for it."""
        return self._side

    def appear(self, now_us: int) -> None:
        """Note a request; enter the directory unless another link speaks for the device."""
        self.heard_us = now_us
        state = self._context.directory.state(self.admission.id)
        if self._side is None and (state is None or not state.online):
            self.join(ClaimMade("device", self.admission.id, ""))

    def join(self, claim: ClaimMade) -> None:
        """Enter the directory with what a hello says, unless a WebSocket has the place."""
        state = self._context.directory.state(self.admission.id)
        if self._side is None and state is not None and state.online:
            return
        # The old place gives way to the new one; that is no loss.
        self._side = None
        side = DeviceSide(
            self._context,
            self.admission,
            calls_through(self._send_call),
            self._lose_place,
            self._note_change,
        )
        side.join(claim, "http", self._address)
        self._side = side

    def note_topic(self, topic: str) -> None:
        """Note that the device publishes a topic, and begin to tell who wants it."""
        if self._side is not None:
            self._side.note_topic(topic)
            self._side.interest.watch(topic)

    def _note_change(self, change: InterestChange) -> None:
        self._changes[change.topic] = change

    def _send_call(self, message: DeviceCall) -> bool:
        if len(self._calls) >= MAX_WAITING_CALLS:
            return False
        until_us = self._context.clock.now_us() + message.deadline_ms * 1000
        self._calls.append(_WaitingCall(message, until_us))
        return True

    def take_commands(self) -> tuple[DeviceCall, ...]:
        """Return the calls that go with the next answer; expired ones are never delivered."""
        now_us = self._context.clock.now_us()
        commands: list[DeviceCall] = []
        while self._calls and len(commands) < MAX_HTTP_COMMANDS:
            waiting = self._calls.popleft()
            if waiting.until_us > now_us:
                commands.append(waiting.call)
        return tuple(commands)

    def take_interest(self) -> tuple[InterestChange, ...]:
        """Return what has changed since the last answer."""
        changes = tuple(self._changes.values())
        self._changes.clear()
        return changes

    def check(self) -> None:
        """Look for interest that fell; to be called about once a second."""
        if self._side is not None:
            self._side.interest.check()

    def leave(self, reason: str) -> None:
        """Leave the directory, and write nothing any more."""
        self.publisher.close()
        if self._side is not None:
            self._side.leave(reason)
            self._side = None

    def _lose_place(self) -> None:
        if self._side is not None:
            self._side = None
            self._calls.clear()


class HttpDevices:
    """The devices that posted lately."""

    def __init__(self, context: SessionContext) -> None:
        self._context = context
        self._devices: dict[str, HttpDevice] = {}

    def find(self, admission: Admission, address: str) -> HttpDevice:
        """Return the device of an admitted request, known or new, and note that it is here."""
        device = self._devices.get(admission.id)
        if device is None:
            device = self._devices[admission.id] = HttpDevice(self._context, admission, address)
        device.appear(self._context.clock.now_us())
        return device

    def check(self) -> None:
        """Let silent devices go, and look after the others."""
        now_us = self._context.clock.now_us()
        for device_id, device in tuple(self._devices.items()):
            if now_us - device.heard_us < HTTP_PRESENCE_US:
                device.check()
                continue
            device.leave(f"nothing was posted for {HTTP_PRESENCE_US // 1_000_000} s")
            del self._devices[device_id]

    async def run(self) -> None:
        """Check once a second, until cancelled; then all are gone."""
        try:
            while True:
                await trio.sleep(TICK_S)
                self.check()
        finally:
            for device in self._devices.values():
                device.leave("the bridge is shutting down")
