"""Calls to the bridge itself: each is worked off in a task of its own, and ends once.

Knows: registered methods, deadlines, who waits. Does not know: links, what a method does.
"""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import trio

from bridge.hub.repeats import OnAck, RepeatedCalls
from bridge.model.clock import Clock
from bridge.model.commands import MAX_DEADLINE_US, Ack, AckStage, Call
from bridge.model.errors import CallRefused
from bridge.model.values import JsonScalar
from bridge.plugin.admission import Admission
from bridge.plugin.bridge_methods import CallRegistry, Work

log = logging.getLogger("gamebridge.calls")

# One peer has at most eight calls open (docs/protocol.md §9.1); this is for all together.
MAX_OPEN = 64


@dataclass(slots=True, eq=False)
class _OpenCall:
    call: Call
    on_ack: OnAck
    plugin: str
    work: Work
    scope: trio.CancelScope = field(default_factory=trio.CancelScope)
    is_over: bool = False


class BridgeCalls:
    """The bridge's own desk. `blame` counts a fault against the plugin of that name."""

    def __init__(self, registry: CallRegistry, clock: Clock, blame: Callable[[str], None]) -> None:
        self.registry = registry
        self._clock = clock
        self._blame = blame
        self._repeats = RepeatedCalls()
        self._open: list[_OpenCall] = []
        self._waiting: deque[_OpenCall] = deque()
        self._arrived = trio.Event()
        self._is_draining = False

    def call(self, admission: Admission, call: Call, on_ack: OnAck) -> None:
        """Take a call; `on_ack` hears every stage, the last of which is final."""
        if self._repeats.takes(call, on_ack, self._clock.now_us()):
            return
        try:
            plugin, work = self._prepare(admission, call)
        except CallRefused as error:
            self._answer(call, on_ack, AckStage.REJECTED, error.code, error.text)
            return
        if self._is_draining:
            self._answer(call, on_ack, AckStage.CANCELLED, "draining", "the bridge shuts down")
            return
        opened = _OpenCall(call, on_ack, plugin, work)
        deadline_us = min(call.deadline_us, MAX_DEADLINE_US)
        opened.scope.deadline = trio.current_time() + deadline_us / 1e6
        self._open.append(opened)
        self._waiting.append(opened)
        self._arrived.set()
        self._answer(call, on_ack, AckStage.ACCEPTED)

    def _prepare(self, admission: Admission, call: Call) -> tuple[str, Work]:
        plugin, method = self.registry.find(call.method)
        if call.deadline_us <= 0:
            text = f"deadline {call.deadline_us} µs: expected more than 0"
            raise CallRefused("bad_deadline", text)
        if len(self._open) >= MAX_OPEN:
            raise CallRefused("queue_full", f"{MAX_OPEN} calls to the bridge are open already")
        return plugin, method.prepare(admission, call.args)

    def abandon(self, on_ack: OnAck) -> None:
        """Cancel the calls of a caller that has left; `on_ack` is what it gave with them.

        A call with a `dedupe` word goes on: its caller may come back and ask again.
        """
        for opened in [o for o in self._open if o.on_ack == on_ack and o.call.dedupe is None]:
            self._finish(opened, AckStage.CANCELLED, "caller_left", "the caller has left")
            opened.scope.cancel()

    def cancel_all(self) -> None:
        """End every open call and take no more, because the bridge is shutting down."""
        self._is_draining = True
        for opened in tuple(self._open):
            self._finish(opened, AckStage.CANCELLED, "draining", "the bridge is shutting down")
            opened.scope.cancel()

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Work off calls, until cancelled."""
        try:
            async with trio.open_nursery() as nursery:
                task_status.started()
                while True:
                    self._arrived = trio.Event()
                    while self._waiting:
                        nursery.start_soon(self._work_off, self._waiting.popleft())
                    await self._arrived.wait()
        finally:
            self.cancel_all()

    async def _work_off(self, opened: _OpenCall) -> None:
        if opened.is_over:
            return
        value: JsonScalar = None
        try:
            with opened.scope:
                value = _checked(await opened.work())
        except CallRefused as error:
            self._finish(opened, AckStage.REJECTED, error.code, error.text)
            return
        # A stranger's method may raise anything; it costs this one call.
        except Exception:
            self._blame(opened.plugin)
            log.exception("plugin %s failed in the call %s", opened.plugin, opened.call.method)
            text = f"{opened.call.method} failed; the bridge's log says why"
            self._finish(opened, AckStage.REJECTED, "internal", text)
            return
        if opened.scope.cancelled_caught:
            self._finish(opened, AckStage.EXPIRED, "deadline", "not done before the deadline")
        else:
            self._finish(opened, AckStage.APPLIED, value=value)

    def _finish(
        self,
        opened: _OpenCall,
        stage: AckStage,
        code: str = "",
        text: str = "",
        value: JsonScalar = None,
    ) -> None:
        """Answer a call for good; a second answer is none."""
        if not opened.is_over:
            opened.is_over = True
            self._open.remove(opened)
            self._answer(opened.call, opened.on_ack, stage, code, text, value)

    def _answer(
        self,
        call: Call,
        on_ack: OnAck,
        stage: AckStage,
        code: str = "",
        text: str = "",
        value: JsonScalar = None,
    ) -> None:
        ack = Ack(call.id, stage, code, text, value, self._clock.now_us())
        on_ack(ack)
        if stage.is_final:
            self._repeats.note_final(call, ack)


def _checked(value: object) -> JsonScalar:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"a method returned {type(value).__name__}, and an ack carries a scalar")
