"""Calls to devices: checked, passed on, and brought to exactly one end.

A call is accepted, sent, then applied or rejected by the device; or it expires, or its
outcome is unknown because the device left in between. Nothing is sent twice.
"""

from dataclasses import dataclass

import msgspec
import trio

from bridge.hub.directory import DeviceDirectory
from bridge.hub.feature_check import find_fault
from bridge.hub.repeats import OnAck, RepeatedCalls
from bridge.model.clock import Clock
from bridge.model.commands import MAX_DEADLINE_US, Ack, AckStage, Call
from bridge.model.values import DeviceState

MAX_PENDING_PER_DEVICE = 64


@dataclass(slots=True)
class _Pending:
    call: Call
    on_ack: OnAck
    deadline_us: int
    sent: bool = False


class CommandDesk:
    """Takes calls from anyone, gives each caller its acks. Call ids on the device's side
    are the desk's own, so two games may both use "1"."""

    def __init__(self, directory: DeviceDirectory, clock: Clock) -> None:
        self._directory = directory
        self._clock = clock
        self._pending: dict[str, _Pending] = {}
        self._repeats = RepeatedCalls()
        self._last_us: dict[tuple[str, str], int] = {}
        self._count = 0
        self._changed = trio.Event()
        directory.watch(lambda _state: None, self._device_left)

    def call(self, call: Call, on_ack: OnAck) -> None:
        """Take a call; `on_ack` hears every stage, the last of which is final."""
        if self._repeats.takes(call, on_ack, self._clock.now_us()):
            return
        fault = self._find_fault(call)
        if fault is not None:
            self._answer(call, on_ack, AckStage.REJECTED, *fault)
            return
        self._count += 1
        number = f"b{self._count}"
        now_us = self._clock.now_us()
        pending = _Pending(call, on_ack, now_us + min(call.deadline_us, MAX_DEADLINE_US))
        self._pending[number] = pending
        self._answer(call, on_ack, AckStage.ACCEPTED)
        link = self._directory.link(call.target)
        if link is None or not link.send_call(msgspec.structs.replace(call, id=number)):
            self._finish(number, AckStage.REJECTED, "link_jammed", "the device's link is full")
            return
        pending.sent = True
        self._answer(call, on_ack, AckStage.SENT)
        self._changed.set()

    def forget(self, call: Call) -> None:
        """Do a call again when it is repeated, because what it did was undone."""
        self._repeats.forget(call)

    def _find_fault(self, call: Call) -> tuple[str, str] | None:
        state = self._directory.state(call.target)
        if state is None:
            return "no_such_device", f"device {call.target!r} has not been seen"
        if not state.online:
            return "offline", f"device {call.target!r} is offline: {state.reason}"
        if call.deadline_us <= 0:
            return "bad_deadline", f"deadline {call.deadline_us} µs: expected more than 0"
        waiting = sum(1 for p in self._pending.values() if p.call.target == call.target)
        if waiting >= MAX_PENDING_PER_DEVICE:
            return "queue_full", f"{waiting} calls to {call.target!r} are waiting already"
        return find_fault(call, state.features) or self._gap_fault(call, state)

    def _gap_fault(self, call: Call, state: DeviceState) -> tuple[str, str] | None:
        names = set(call.args) if call.method == "set" else {call.method}
        now_us = self._clock.now_us()
        spaced = [f for f in state.features if f.name in names and f.min_gap_us]
        for feature in spaced:
            last_us = self._last_us.get((call.target, feature.name))
            if last_us is not None and now_us - last_us < feature.min_gap_us:
                return "too_soon", f"{feature.name}: one call per {feature.min_gap_us} µs"
        for feature in spaced:
            self._last_us[call.target, feature.name] = now_us
        return None

    def acknowledged(self, device_id: str, ack: Ack) -> bool:
        """Take a device's answer; False if it answers nothing that it was asked."""
        pending = self._pending.get(ack.id)
        if pending is None or pending.call.target != device_id:
            return False
        if ack.stage not in (AckStage.APPLIED, AckStage.REJECTED):
            return False
        self._finish(ack.id, ack.stage, ack.code, ack.text, ack)
        return True

    def _device_left(self, state: DeviceState) -> None:
        lost = [n for n, p in self._pending.items() if p.call.target == state.id]
        for number in lost:
            self._finish(number, AckStage.UNKNOWN, "device_left", state.reason)

    def cancel_all(self) -> None:
        """End every open call, because the bridge is shutting down."""
        for number in list(self._pending):
            self._finish(number, AckStage.CANCELLED, "draining", "the bridge is shutting down")

    def expire(self) -> int | None:
        """End calls whose deadline is over; return the next deadline, or None."""
        now_us = self._clock.now_us()
        for number in [n for n, p in self._pending.items() if p.deadline_us <= now_us]:
            self._finish(number, AckStage.EXPIRED, "deadline", "no answer before the deadline")
        return min((p.deadline_us for p in self._pending.values()), default=None)

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Expire calls on time, until cancelled."""
        task_status.started()
        while True:
            self._changed = trio.Event()
            next_us = self.expire()
            pause_s = float("inf") if next_us is None else (next_us - self._clock.now_us()) / 1e6
            with trio.move_on_after(max(0.0, pause_s)):
                await self._changed.wait()

    def _finish(
        self, number: str, stage: AckStage, code: str, text: str, ack: Ack | None = None
    ) -> None:
        pending = self._pending.pop(number)
        value = ack.value if ack else None
        call = pending.call
        final = Ack(call.id, stage, code, text, value, self._clock.now_us())
        pending.on_ack(final)
        self._repeats.note_final(call, final)

    def _answer(
        self, call: Call, on_ack: OnAck, stage: AckStage, code: str = "", text: str = ""
    ) -> None:
        ack = Ack(call.id, stage, code, text, None, self._clock.now_us())
        if stage.is_final:
            self._repeats.note_final(call, ack)
        on_ack(ack)
