"""Keeping services alive: restart with growing pauses, then give up visibly."""

import enum
import logging
from dataclasses import dataclass

import trio

from bridge.plugin.service import Service

logger = logging.getLogger("gamebridge.services")

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
MAX_RESTARTS = 5
PROVEN_S = 300.0
# The start of the bridge does not wait longer than this for any one service.
START_LIMIT_S = 5.0


class ServiceState(enum.StrEnum):
    """What a service is doing."""

    STARTING = "starting"
    RUNNING = "running"
    RESTARTING = "restarting"
    ENDED = "ended"
    GIVEN_UP = "given_up"


@dataclass(slots=True)
class ServiceStatus:
    """A service as people see it."""

    plugin: str
    service: str
    state: ServiceState = ServiceState.STARTING
    reason: str = ""
    restarts: int = 0


class Supervisor:
    """Runs one service; tells "ready" after the first attempt, whatever its outcome."""

    def __init__(self, plugin: str, service: Service) -> None:
        self.status = ServiceStatus(plugin, service.name)
        self._service = service
        self._first_attempt = trio.Event()

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Run the service until it ends, is given up, or is cancelled."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._keep_alive)
            with trio.move_on_after(START_LIMIT_S):
                await self._first_attempt.wait()
            task_status.started()

    async def _keep_alive(self) -> None:
        while True:
            started_s = trio.current_time()
            fault = await self._attempt()
            self._first_attempt.set()
            if not fault:
                self.status.state = ServiceState.ENDED
                return
            if trio.current_time() - started_s > PROVEN_S:
                self.status.restarts = 0
            if not await self._pause(fault):
                return

    async def _attempt(self) -> str:
        """Run once; return why it failed, or nothing when it ended by itself."""
        try:
            async with trio.open_nursery() as nursery:
                await nursery.start(self._run_service)
                self.status.state = ServiceState.RUNNING
                self._first_attempt.set()
        # A service may fail in any way. Cancellation is no Exception and passes through.
        except Exception as error:
            logger.exception("service %s failed", self.status.service)
            inner: BaseException = error
            while isinstance(inner, BaseExceptionGroup):
                inner = inner.exceptions[0]
            return f"{type(inner).__name__}: {inner}"
        return ""

    async def _run_service(self, *, task_status: trio.TaskStatus[None]) -> None:
        await self._service.run(task_status=task_status)

    async def _pause(self, fault: str) -> bool:
        self.status.reason = fault
        self.status.restarts += 1
        if self.status.restarts > MAX_RESTARTS:
            self.status.state = ServiceState.GIVEN_UP
            logger.error("service %s is given up: %s", self.status.service, fault)
            return False
        self.status.state = ServiceState.RESTARTING
        await trio.sleep(min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (self.status.restarts - 1)))
        return True
