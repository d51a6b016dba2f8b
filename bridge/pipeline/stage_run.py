"""One stage on one input topic: idle, running, set aside, given up."""

import enum
import logging
from dataclasses import dataclass

import trio

from bridge.hub.hub import Hub
from bridge.model.errors import SampleRefused
from bridge.model.sample import Hop, Sample
from bridge.model.topics import TopicSpec
from bridge.pipeline.budget import Ledger
from bridge.pipeline.places import Runner, open_place
from bridge.pipeline.work import Result, StageHung
from bridge.plugin.stage import DecoderFactory, Output, Stage

logger = logging.getLogger("gamebridge.stages")

# A viewer who reloads the page, or switches cameras and back, finds the stage running.
LINGER_S = 5.0
# A stage that was set aside is tried again after growing pauses, so many times at most.
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 30.0
MAX_RESTARTS = 5
# A stage that ran this long without being set aside has proven itself again.
PROVEN_S = 60.0


class StageState(enum.StrEnum):
    """What a stage is doing."""

    IDLE = "idle"  # Nobody wants its output.
    STARTING = "starting"
    RUNNING = "running"
    YIELDING = "yielding"  # A device writes the output itself.
    QUARANTINED = "quarantined"  # Set aside for `reason`; it will be tried again.
    GIVEN_UP = "given_up"  # Set aside for good; a person must look at it.


@dataclass(frozen=True, slots=True)
class StageStatus:
    """A stage as people see it."""

    plugin: str
    stage: str
    topic: str
    output: str
    place: str
    state: StageState
    reason: str
    samples: int
    failures: int
    overruns: int
    refused: dict[str, int]
    dropped: dict[str, int]
    restarts: int
    budget_us: int
    cpu_us_p50: int
    cpu_us_p99: int


@dataclass(frozen=True, slots=True)
class StagePlan:
    """Which stage runs on which topic, and who answers for it."""

    plugin: str
    stage: Stage
    topic: str
    spec: TopicSpec
    output: str
    decoder: DecoderFactory | None


class StageRun:
    """Runs one plan for as long as the bridge lives. It never raises for its stage."""

    def __init__(self, plan: StagePlan, hub: Hub) -> None:
        self.plan = plan
        self._hub = hub
        self._state = StageState.IDLE
        self._reason = ""
        self._restarts = 0
        self._ledger = Ledger(plan.stage.budget_us)
        self._dropped: dict[str, int] = {}
        self._interest = hub.interest(plan.output)
        self._writers = hub.announce(plan.output).writers
        self._runner: Runner | None = None

    async def run(self) -> None:
        """Work while somebody wants the output and no device writes it itself; begin again
        after faults, with a cap."""
        self._hub.set_key_frame_source(self.plan.output, self._request_key_frame)
        while self._state is not StageState.GIVEN_UP:
            await self._wait_until_needed()
            started_s = trio.current_time()
            fault = await self._work_while_wanted()
            if fault:
                if trio.current_time() - started_s > PROVEN_S:
                    self._restarts = 0
                await self._set_aside(fault)

    async def _wait_until_needed(self) -> None:
        while True:
            if self._writers.count:
                self._state = StageState.YIELDING
                await self._writers.wait_none()
            if not self.plan.stage.on_demand:
                return
            self._state = StageState.IDLE
            await self._interest.wait_wanted()
            if not self._writers.count:
                return

    async def _work_while_wanted(self) -> str:
        fault = ""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._stop_when_written, nursery.cancel_scope)
            if self.plan.stage.on_demand:
                nursery.start_soon(self._stop_when_unwanted, nursery.cancel_scope)
            try:
                fault = await self._work()
            # The stage's own trouble ends here, whatever it is.
            except Exception as error:  # noqa: BLE001
                fault = _describe(error)
            nursery.cancel_scope.cancel()
        return fault

    async def _stop_when_written(self, scope: trio.CancelScope) -> None:
        # Two writers on one topic would give readers every picture's tags twice.
        await self._writers.wait_any()
        scope.cancel()

    async def _stop_when_unwanted(self, scope: trio.CancelScope) -> None:
        while True:
            await self._interest.wait_unwanted()
            with trio.move_on_after(LINGER_S):
                await self._interest.wait_wanted()
                continue
            scope.cancel()

    async def _work(self) -> str:
        plan = self.plan
        self._state = StageState.STARTING
        self._ledger.forgive()
        async with open_place(plan.stage, plan.topic, plan.spec, plan.decoder) as runner:
            self._runner = runner
            name = f"stage:{plan.stage.name}"
            with self._hub.subscribe([plan.topic], plan.stage.delivery, name=name) as samples:
                self._state, self._reason = StageState.RUNNING, ""
                try:
                    async for sample in samples:
                        fault = await self._run_one(runner, sample)
                        self._dropped = samples.drops
                        if fault:
                            return fault
                finally:
                    self._runner = None
        return ""

    async def _run_one(self, runner: Runner, sample: Sample) -> str:
        """Run one sample; return why the stage must be set aside, or nothing."""
        started_us = self._hub.clock.now_us()
        try:
            result = await runner.call(sample)
        except SampleRefused as refused:
            self._ledger.refuse(refused.reason)
            return ""
        except StageHung as hung:
            # Its thread may still be at it; only a new one can take the next sample.
            self._ledger.failed(_describe(hung), self._hub.clock.now_us())
            return _describe(hung)
        # Any other exception is the stage's: counted, and too many set it aside.
        except Exception as error:  # noqa: BLE001
            fault = _describe(error)
            is_first = self._ledger.failures == 0
            is_over = self._ledger.failed(fault, self._hub.clock.now_us())
            if is_first:
                logger.warning("stage %s of %s: %s", self.plan.stage.name, self.plan.topic, fault)
            return fault if is_over else ""
        self._publish(sample, result, started_us)
        is_over = self._ledger.succeeded(result.cost, self._hub.clock.now_us())
        return self._ledger.last_fault if is_over else ""

    def _publish(self, sample: Sample, result: Result, started_us: int) -> None:
        output: Output | None = result.output
        if output is None or self._writers.count:
            return
        name = self.plan.stage.name
        stamps = (Hop(f"{name}.start", started_us), Hop(f"{name}.end", self._hub.clock.now_us()))
        self._hub.publish(
            self.plan.output,
            output.value,
            payload=output.payload,
            captured_us=sample.captured_us,
            received_us=sample.received_us,
            device_us=sample.device_us,
            frame_seq=sample.frame_seq if sample.frame_seq is not None else sample.seq,
            flags=output.flags,
            hops=(*sample.hops, *stamps),
        )

    async def _set_aside(self, reason: str) -> None:
        self._reason = reason
        self._restarts += 1
        pause_s = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (self._restarts - 1))
        if self._restarts > MAX_RESTARTS:
            self._state = StageState.GIVEN_UP
            self._reason = f"gave up after {MAX_RESTARTS} restarts: {reason}"
            self._log(logging.ERROR, self._reason)
            return
        self._state = StageState.QUARANTINED
        self._log(logging.WARNING, f"set aside for {pause_s:g} s: {reason}")
        await trio.sleep(pause_s)

    def _log(self, level: int, text: str) -> None:
        plan = self.plan
        logger.log(level, "stage %s (%s) of %s: %s", plan.stage.name, plan.plugin, plan.topic, text)

    def _request_key_frame(self) -> None:
        if self._runner is not None:
            self._runner.request_key_frame()

    def status(self) -> StageStatus:
        """Return the stage's state and counters at this moment."""
        plan, ledger = self.plan, self._ledger
        cpu_us_p50, cpu_us_p99 = ledger.cpu_percentiles_us()
        return StageStatus(
            plan.plugin,
            plan.stage.name,
            plan.topic,
            plan.output,
            str(plan.stage.place),
            self._state,
            self._reason or ledger.last_fault,
            ledger.samples,
            ledger.failures,
            ledger.overruns,
            dict(ledger.refused),
            dict(self._dropped),
            self._restarts,
            plan.stage.budget_us,
            cpu_us_p50,
            cpu_us_p99,
        )


def _describe(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}"
