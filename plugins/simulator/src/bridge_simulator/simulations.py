"""Simulated devices inside the bridge: started and stopped while it runs.

Theory of operation. A device is the same as that of `gamebridge simulate`, with another
uplink; its pictures are drawn in threads. It lasts until it is stopped, until the last
game that asked for it has been gone for a while, or until a real device takes its name.
Knows: who asked. Does not know: calls, HTTP.
"""

import importlib
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import trio

from bridge.api import (
    Admission,
    AdmissionRefused,
    CallRefused,
    Claim,
    PluginContext,
    Role,
    is_at_least,
    parse_device_id,
)
from bridge_simulator.hosted_uplink import ADDRESS, DIALECT, hosted_opener
from bridge_simulator.scenarios import ALL, SCENARIOS, parts_of, stem_of
from bridge_simulator.simulation_list import (
    MAX_SIMULATIONS,
    TOPIC,
    SimulationList,
    SimulationState,
)

if TYPE_CHECKING:
    from bridge_simulator.workshop import Workshop

# A game whose link broke, or that is started anew, finds its devices as they were.
GRACE_S = 10.0
_MAX_NUMBER = 99
_HEAVY = "bridge_simulator.workshop"


@dataclass(slots=True, eq=False)
class Simulation:
    """One device, from its start to its end. Satisfies `hosted_uplink.Place`."""

    id: str
    scenario: str
    seed: int
    started_by: str
    since_us: int
    is_kept: bool = False
    games: dict[int, Admission] = field(default_factory=dict)
    fault: str = ""
    scope: trio.CancelScope = field(default_factory=trio.CancelScope)
    settled: trio.Event = field(default_factory=trio.Event)

    def note_joined(self) -> None:
        """The device can be called from now on."""
        self.settled.set()

    def note_lost(self, reason: str) -> None:
        """End, because the name is somebody else's."""
        self.fault = reason
        self.settled.set()
        self.scope.cancel()

    def state(self) -> SimulationState:
        """Return what others are told."""
        return SimulationState(
            self.id, self.scenario, self.started_by, self.since_us, len(self.games), self.is_kept
        )


class Simulations:
    """All simulations of one bridge. A service."""

    name = "simulations"

    def __init__(self, context: PluginContext) -> None:
        self._context = context
        self._running: dict[str, Simulation] = {}
        self._waiting: deque[Simulation] = deque()
        self._arrived = trio.Event()
        self._count = 0
        self._workshop: Workshop | None = None

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Run what is started, until cancelled."""
        self._publish()
        try:
            async with trio.open_nursery() as nursery:
                task_status.started()
                while True:
                    self._arrived = trio.Event()
                    while self._waiting:
                        workshop = await self._open_workshop()
                        nursery.start_soon(self._run_one, self._waiting.popleft(), workshop)
                    await self._arrived.wait()
        finally:
            self._running.clear()
            self._waiting.clear()

    async def _open_workshop(self) -> "Workshop":
        if self._workshop is None:
            if _HEAVY not in sys.modules:
                # Half a second of loading would hold up everybody else.
                loader = trio.CapacityLimiter(1)
                await trio.to_thread.run_sync(importlib.import_module, _HEAVY, limiter=loader)
            from bridge_simulator.workshop import Workshop  # noqa: PLC0415 - loaded just now.

            self._workshop = Workshop()
        return self._workshop

    async def _run_one(self, simulation: Simulation, workshop: "Workshop") -> None:
        opener = hosted_opener(self._context, simulation)
        device = workshop.build(simulation.scenario, simulation.id, simulation.seed, opener)
        log = self._context.logger
        log.info("%s is simulated for %s", simulation.id, simulation.started_by)
        try:
            with simulation.scope:
                await device.run()
        finally:
            simulation.settled.set()
            self._forget(simulation)
            log.info("%s is not simulated any more: %s", simulation.id, simulation.fault or "over")

    def _forget(self, simulation: Simulation) -> None:
        if self._running.get(simulation.id) is simulation:
            del self._running[simulation.id]
            self._publish()

    async def start(self, scenario: str, device: str, admission: Admission) -> str:
        """Start what a scenario is made of; return the ids of its devices, joined by commas.

        What the same peer has started already, or nobody wants any more, is taken as it
        is. CallRefused when there is no such scenario, no room, or no such name.
        """
        if scenario not in SCENARIOS:
            known = ", ".join(SCENARIOS)
            raise CallRefused("no_such_scenario", f"{scenario!r}: there are {known}")
        if device and scenario == ALL:
            raise CallRefused("out_of_range", f"id = {device!r}: {ALL} names its devices itself")
        taken: set[str] = set()
        for part in parts_of(scenario):
            simulation = self._find(part, device, admission, taken)
            self._hold(simulation, admission)
            taken.add(simulation.id)
            await simulation.settled.wait()
            if simulation.fault:
                raise CallRefused("name_taken", f"{simulation.id}: {simulation.fault}")
        return ",".join(self._in_order(taken))

    def _in_order(self, ids: set[str]) -> list[str]:
        return [name for name in self._running if name in ids]

    def _find(
        self, scenario: str, device: str, admission: Admission, taken: set[str]
    ) -> Simulation:
        """Return a simulation that fits, or a new one."""
        for known in self._running.values():
            if known.scenario != scenario or known.id in taken or device not in ("", known.id):
                continue
            is_wanted = known.is_kept or known.games
            if device or not is_wanted or known.started_by == admission.id:
                return known
        if len(self._running) >= MAX_SIMULATIONS:
            raise CallRefused(
                "too_many_simulations",
                f"{MAX_SIMULATIONS} devices are simulated already: stop one of "
                f"{', '.join(self._running)}",
            )
        name = self._checked_name(device) if device else self._free_name(stem_of(scenario))
        self._count += 1
        now_us = self._context.clock.now_us()
        simulation = Simulation(name, scenario, self._count, admission.id, now_us)
        self._running[name] = simulation
        self._waiting.append(simulation)
        self._arrived.set()
        return simulation

    def _checked_name(self, device: str) -> str:
        try:
            name = parse_device_id(device)
        except ValueError as error:
            raise CallRefused("out_of_range", str(error)) from None
        fault = self._name_fault(name)
        if fault is not None:
            raise CallRefused("name_taken", fault)
        return name

    def _free_name(self, stem: str) -> str:
        names = (f"{stem}-{number}" for number in range(1, _MAX_NUMBER + 1))
        for name in names:
            if self._name_fault(name) is None:
                return name
        raise CallRefused("name_taken", f"{stem}-1 to {stem}-{_MAX_NUMBER} are all taken")

    def _name_fault(self, name: str) -> str | None:
        """Return why a device may not be called so, or None."""
        state = self._context.devices.state(name)
        if name in self._running or (state is not None and state.online):
            return f"{name} is here already: choose another id"
        claim = Claim(Role.DEVICE, name, ADDRESS, True, True, "local", dialect=DIALECT)
        try:
            self._context.devices.authenticate(claim)
        except AdmissionRefused as refusal:
            return refusal.reason
        return None

    def _hold(self, simulation: Simulation, admission: Admission) -> None:
        """Let a simulation last as long as whoever asks for it is here."""
        simulation.scope.deadline = float("inf")
        left = self._leaver(simulation, admission)
        if is_at_least(admission.role, Role.OPERATOR):
            simulation.is_kept = True
        elif id(admission) not in simulation.games:
            if self._context.peers.when_left(admission, left):
                simulation.games[id(admission)] = admission
            else:
                # Whoever asks by HTTP has no session that could end.
                simulation.is_kept = True
        self._publish()

    def _leaver(self, simulation: Simulation, admission: Admission) -> Callable[[], None]:
        return lambda: self._let_go(simulation, admission, GRACE_S)

    def _let_go(self, simulation: Simulation, admission: Admission, grace_s: float) -> None:
        if simulation.games.pop(id(admission), None) is None:
            return
        if not simulation.games and not simulation.is_kept:
            simulation.scope.deadline = trio.current_time() + grace_s
        if simulation.id in self._running:
            self._publish()

    def stop(self, device: str, admission: Admission) -> str:
        """End a simulation; a game lets go of it, and it ends if nobody else wants it.

        CallRefused when there is none, or it is none of the caller's.
        """
        simulation = self._running.get(device)
        if simulation is None:
            known = ", ".join(self._running) or "none"
            raise CallRefused("no_such_simulation", f"{device!r}: the bridge simulates {known}")
        if is_at_least(admission.role, Role.OPERATOR):
            self._end(simulation)
        elif id(admission) in simulation.games or simulation.started_by == admission.id:
            simulation.games.pop(id(admission), None)
            if simulation.started_by == admission.id:
                simulation.is_kept = False
            if not simulation.games and not simulation.is_kept:
                self._end(simulation)
            self._publish()
        else:
            text = f"{device} was started by {simulation.started_by}: an operator may stop it"
            raise CallRefused("forbidden", text)
        return device

    def _end(self, simulation: Simulation) -> None:
        simulation.scope.cancel()
        self._forget(simulation)

    def summary(self) -> str:
        """Return what runs, for people."""
        return f"simulated inside the bridge: {', '.join(self._running) or 'nothing'}"

    def _publish(self) -> None:
        states = tuple(simulation.state() for simulation in self._running.values())
        self._context.hub.publish(TOPIC, SimulationList(states))
