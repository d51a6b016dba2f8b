"""Brings commands that waited to the cameras that they waited for.

Knows: devices that come. Does not know: links; whoever asked may have left since.
"""

import logging
from dataclasses import dataclass

import trio

from bridge.api import (
    Admission,
    AdmissionRefused,
    Claim,
    Devices,
    DeviceState,
    Hub,
    Role,
    neighbour_id,
)
from bridge_dialects.s3cam.surroundings import SYSTEM
from bridge_dialects.s3cam.tally import WaitingCommand, WaitingCommands
from bridge_dialects.s3cam.wishes import call_for
from bridge_dialects.shared.camera_pick import CameraPick
from bridge_dialects.shared.camera_watch import STATES
from bridge_dialects.shared.peers import is_loopback

log = logging.getLogger("gamebridge.s3cam")


@dataclass(slots=True)
class Courier:
    """A service. Commands go one after the other, the most urgent first."""

    hub: Hub
    devices: Devices
    waiting: WaitingCommands
    name: str = "s3cam waiting commands"

    async def run(self, *, task_status: trio.TaskStatus[None]) -> None:
        """Deliver whenever a device comes, until cancelled."""
        with self.hub.subscribe([STATES], name=self.name) as states:
            task_status.started()
            async for sample in states:
                if sample.value_as(DeviceState).online:
                    await self.deliver()

    async def deliver(self) -> None:
        """Send what waits for a camera that is here."""
        for command in self.waiting.peek(self.hub.clock.now_us()):
            pick = CameraPick(SYSTEM, command.wanted, home_has_cameras=True)
            pick.note_all(self.devices.states())
            if pick.camera is not None:
                self.waiting.remove(command)
                await self._send(command, pick.camera)

    async def _send(self, command: WaitingCommand, camera: DeviceState) -> None:
        try:
            call = call_for(f"w{command.number}", command.cmd, command.val, camera)
            ack = await self.devices.call(call, self._admission(command.address))
        except (ValueError, AdmissionRefused) as error:
            log.info("%s for %s is left out: %s", command.cmd, camera.id, error)
            return
        log.info("%s for %s, which waited: %s %s", command.cmd, camera.id, ack.stage, ack.text)

    def _admission(self, address: str) -> Admission:
        name = neighbour_id(f"{SYSTEM}-page", address)
        claim = Claim(
            role=Role.GAME,
            id=name,
            address=address,
            is_loopback=is_loopback(address),
            is_encrypted=False,
            channel="ws",
            dialect=SYSTEM,
        )
        return self.devices.authenticate(claim)
