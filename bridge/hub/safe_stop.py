"""Outputs go back to their safe values when whoever set them has gone.

A motor that was set by a game must not run on because the game crashed. So it is kept in
mind which session has set an output last, and when that session ends, the output is set
to the `default` that its device announced.

Knows: the desk, the directory. Does not know: sessions; a holder is any object.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

import trio

from bridge.hub.commands import CommandDesk
from bridge.hub.directory import DeviceDirectory
from bridge.hub.repeats import OnAck
from bridge.model.clock import Clock
from bridge.model.commands import Ack, AckStage, Call
from bridge.model.values import DeviceFeature, JsonScalar

log = logging.getLogger("gamebridge.outputs")

# A device that has just been set may want a pause first (`min_gap_us`); more attempts
# than these would be aimed at a device that refuses its own default.
MAX_ATTEMPTS = 3
PAUSE_US = 50_000

Output = tuple[str, str]  # Device and feature.


@dataclass(slots=True)
class _Claim:
    """One `set` that has left for a device. `holder` None: nobody who could go away."""

    call: Call
    holder: object | None
    value: JsonScalar
    is_applied: bool = False
    is_orphan: bool = False  # Its holder has gone.


@dataclass(slots=True)
class _Stop:
    """An output on its way back to its default."""

    output: Output
    epoch: int
    value: JsonScalar
    min_gap_us: int
    attempts: int = 0
    due_us: int | None = None  # When to try again; None while an answer is awaited.


@dataclass(slots=True)
class SafeStop:
    """Who has set which output last.

    For each output there is a stack of claims: the last one that a device has taken, and
    above it those that it has not answered yet. A refused one never counted.
    """

    desk: CommandDesk
    directory: DeviceDirectory
    clock: Clock
    stopped: int = 0  # How many outputs were set back, since the start.
    _claims: dict[Output, list[_Claim]] = field(default_factory=dict)
    _stops: dict[Output, _Stop] = field(default_factory=dict)
    _is_ending: bool = False
    _changed: trio.Event = field(default_factory=trio.Event)

    def place(self, call: Call, on_ack: OnAck, holder: object | None = None) -> None:
        """Put a call to the desk, and keep in mind what it sets until `holder` goes.

        Without a holder (a request by HTTP) nobody is waited for, and the output stays.
        """
        if self._is_ending:
            text = "the bridge is shutting down"
            on_ack(Ack(call.id, AckStage.CANCELLED, "draining", text, at_us=self.clock.now_us()))
            return
        self.desk.call(call, self._followed(call, on_ack, holder))

    def _followed(self, call: Call, on_ack: OnAck, holder: object | None) -> OnAck:
        def follow(ack: Ack) -> None:
            if call.method == "set" and ack.stage is not AckStage.ACCEPTED:
                self._note(call, ack.stage, holder)
            on_ack(ack)

        return follow

    def _note(self, call: Call, stage: AckStage, holder: object | None) -> None:
        for name, value in call.args.items():
            output = (call.target, name)
            if stage is AckStage.SENT:
                self._claims.setdefault(output, []).append(_Claim(call, holder, value))
                self._stops.pop(output, None)
            elif stage is AckStage.REJECTED:
                self._withdraw(output, call)
            else:
                self._settle(output, call, holder, is_applied=stage is AckStage.APPLIED)

    def _withdraw(self, output: Output, call: Call) -> None:
        claims = [claim for claim in self._claims.get(output, []) if claim.call is not call]
        self._keep(output, claims)
        if claims and claims[-1].is_orphan:
            self._stop(output, claims[-1])

    def _settle(
        self, output: Output, call: Call, holder: object | None, *, is_applied: bool
    ) -> None:
        claims = self._claims.get(output, [])
        for at, claim in enumerate(claims):
            if claim.call is call:
                claim.is_applied = is_applied
                self._keep(output, claims[at:])
                return
        if claims and call.dedupe is not None and claims[-1].call.dedupe == call.dedupe:
            # The same wish again, on a newer session of the same peer; it was not sent twice.
            claims[-1].holder = holder

    def _keep(self, output: Output, claims: list[_Claim]) -> None:
        if claims:
            self._claims[output] = claims
        else:
            self._claims.pop(output, None)

    def release(self, holder: object) -> None:
        """Set back what `holder` has set last, because it has gone. Never waits."""
        for claims in self._claims.values():
            for claim in claims:
                # One below another that is refused later is stopped then.
                claim.is_orphan |= claim.holder is holder
        held = [(o, c[-1]) for o, c in self._claims.items() if c[-1].holder is holder]
        names = [f"{o[0]} {o[1]}" for o, claim in held if self._stop(o, claim)]
        if names:
            log.info("outputs set back to their safe values: %s", ", ".join(sorted(names)))

    def _stop(self, output: Output, claim: _Claim) -> bool:
        """Set an output back; False if there is nothing to be done."""
        self._claims.pop(output, None)
        found = self._feature(output)
        if found is None:
            return False
        epoch, feature = found
        if claim.is_applied and claim.value == feature.default:
            return False
        stop = _Stop(output, epoch, feature.default, feature.min_gap_us)
        self._stops[output] = stop
        self.stopped += 1
        # Whoever comes back and says the same again means it.
        self.desk.forget(claim.call)
        self._try(stop)
        return True

    def _feature(self, output: Output) -> tuple[int, DeviceFeature] | None:
        """Return an output that is here and has a safe value, with its device's epoch."""
        device, name = output
        state = self.directory.state(device)
        if state is None or not state.online:
            return None
        for feature in state.features:
            if (feature.name, feature.kind) == (name, "output") and feature.default is not None:
                return state.epoch, feature
        return None

    def _try(self, stop: _Stop) -> None:
        device, name = stop.output
        stop.attempts += 1
        stop.due_us = None
        call = Call(f"safe-stop-{name}", device, "set", {name: stop.value})
        self.desk.call(call, self._answered(stop))

    def _answered(self, stop: _Stop) -> Callable[[Ack], None]:
        def note(ack: Ack) -> None:
            if not ack.stage.is_final or self._stops.get(stop.output) is not stop:
                return
            if ack.stage is AckStage.REJECTED and stop.attempts < MAX_ATTEMPTS:
                stop.due_us = self.clock.now_us() + max(PAUSE_US, stop.min_gap_us)
                self._wake()
                return
            if ack.stage is not AckStage.APPLIED:
                text = f"{ack.stage} {ack.code} {ack.text}".strip()
                log.warning("%s %s may still be on: %s", *stop.output, text)
            del self._stops[stop.output]
            self._wake()

        return note

    def _wake(self) -> None:
        self._changed.set()
        self._changed = trio.Event()

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Try again what was refused for the moment, until cancelled."""
        task_status.started()
        while True:
            due_us = [stop.due_us for stop in self._stops.values() if stop.due_us is not None]
            pause_s = (min(due_us) - self.clock.now_us()) / 1e6 if due_us else float("inf")
            with trio.move_on_after(max(0.0, pause_s)):
                await self._changed.wait()
            now_us = self.clock.now_us()
            for stop in list(self._stops.values()):
                if stop.due_us is not None and stop.due_us <= now_us:
                    self._retry(stop)

    def _retry(self, stop: _Stop) -> None:
        # Only its own epoch is asked again: who comes back is not surprised by it.
        if self.directory.is_current(stop.output[0], stop.epoch):
            self._try(stop)
        else:
            del self._stops[stop.output]
            self._wake()

    async def stop_all(self, within_s: float) -> None:
        """Set back everything that anybody holds, because the bridge ends; wait for answers.

        No call is taken from now on.
        """
        self._is_ending = True
        for holder in {id(c[-1].holder): c[-1].holder for c in self._claims.values()}.values():
            if holder is not None:
                self.release(holder)
        with trio.move_on_after(within_s):
            while self._stops:
                await self._changed.wait()
