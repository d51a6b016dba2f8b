"""A virtual device that runs: the firmware's core in a program, and the scene before it."""

import os
import subprocess
from collections.abc import AsyncIterator, Sequence

import cv2
import msgspec
import trio

from bridge.api import BridgeError
from bridge_simulator.device_clock import TrueClock
from bridge_simulator.firmware_eye import FirmwareEye, packed
from bridge_simulator.settings import CameraOptions
from bridge_simulator.shutter import Shutter, threaded_shutter
from bridge_simulator.status import CameraStatus
from bridge_simulator.virtual_device import FirmwareOrder

_US_PER_S = 1_000_000


class DeviceEvent(msgspec.Struct, frozen=True):
    """A line of what the program tells; `virtual_device --help` has them all."""

    event: str
    stage: str = ""
    reason: str = ""
    remedy: str = ""
    fate: str = ""
    bytes: int = 0
    level: int = 0
    replaced: int = 0
    refused: int = 0
    control: str = ""


class FirmwareDevice:
    """One virtual device. `status` counts what its events say."""

    def __init__(self, order: FirmwareOrder, clock: TrueClock, shutter: Shutter) -> None:
        self.status = CameraStatus(order.id)
        self._order = order
        self._clock = clock
        self._shutter = shutter
        self._eye = FirmwareEye()
        self._told = trio.Event()

    async def run(self) -> None:
        """Live until cancelled; BridgeError when the program ends because of a mistake."""
        ours, theirs = trio.socket.socketpair()
        async with trio.SocketStream(ours) as camera, trio.open_nursery() as nursery:
            with theirs:
                process = await nursery.start(
                    self._run_program, theirs.fileno(), nursery.cancel_scope
                )
            nursery.start_soon(self._note_events, process.stdout)
            nursery.start_soon(self._listen, camera)
            nursery.start_soon(self._draw, camera)

    async def _run_program(
        self,
        camera_fd: int,
        life: trio.CancelScope,
        *,
        task_status: trio.TaskStatus[trio.Process] = trio.TASK_STATUS_IGNORED,
    ) -> None:
        order = self._order
        done = await trio.run_process(
            [str(order.program), "--camera-fd", str(camera_fd), *order.words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            capture_stderr=True,
            check=False,
            pass_fds=(camera_fd,),
            env={**os.environ, "GAMEBRIDGE_KEY": order.key},
            task_status=task_status,
        )
        if done.returncode != 0:
            words = (done.stderr or b"").decode(errors="replace").strip().splitlines()
            why = words[-1] if words else f"it ended with status {done.returncode}"
            raise BridgeError(f"{order.program.name} of {order.id}: {why}")
        life.cancel()

    async def _note_events(self, stream: trio.abc.ReceiveStream) -> None:
        async for line in _lines(stream):
            self._note(msgspec.json.decode(line, type=DeviceEvent))

    def _note(self, event: DeviceEvent) -> None:
        status = self.status
        match event.event:
            case "stage":
                is_streaming = event.stage == "streaming"
                status.connects += is_streaming
                status.link = "sending" if is_streaming else "connecting"
                is_well = event.reason == "none"
                status.last_error = "" if is_well else f"{event.reason}: {event.remedy}"
            case "frame" if event.fate == "sent":
                status.count_sent(event.bytes, 0)
            case "frame":
                status.drops["link_lost"] += 1
            case "lamp":
                self._eye.light(event.level)
            case "counters":
                status.drops.update({"replaced": event.replaced - status.drops["replaced"]})
                status.drops.update({"refused": event.refused - status.drops["refused"]})
            case "restarted":
                status.reboots += 1
            case "listening":
                status.notes[f"control at {event.control}"] += 1

    async def _listen(self, camera: trio.SocketStream) -> None:
        async for line in _lines(camera):
            self._eye.obey(line)
            self._told.set()
            self._told = trio.Event()

    async def _draw(self, camera: trio.SocketStream) -> None:
        number, next_us = 0, self._clock.now_us()
        while True:
            while self._eye.is_resting:
                if self.status.link == "sending":
                    self.status.link = "idle"
                await self._told.wait()
            # A late picture is skipped, not made up for.
            next_us = max(next_us + round(_US_PER_S / self._order.fps), self._clock.now_us())
            await self._clock.sleep_until(next_us)
            taken_us = self._clock.now_us()
            shot = await self._shutter(taken_us, number, self._eye.settings)
            number += 1
            self.status.frames_captured += 1
            try:
                await camera.send_all(packed(shot, self._clock.now_us() - taken_us))
            except trio.BrokenResourceError:
                return  # The program has ended; why is for whoever waits for it.


async def _lines(stream: trio.abc.ReceiveStream) -> AsyncIterator[bytes]:
    rest = b""
    try:
        async for chunk in stream:
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                yield line
    except trio.BrokenResourceError:
        return


async def run_firmware(
    orders: Sequence[FirmwareOrder],
    *,
    task_status: trio.TaskStatus[list[CameraStatus]] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Let virtual devices live until cancelled; `started` gives their counters."""
    # Each picture is drawn in one thread; OpenCV's own would only fight for the same cores.
    cv2.setNumThreads(1)
    renderers = trio.CapacityLimiter(max(1, os.cpu_count() or 1))
    clock = TrueClock()
    devices = [
        FirmwareDevice(order, clock, threaded_shutter(_camera_of(order), renderers))
        for order in orders
    ]
    async with trio.open_nursery() as nursery:
        for device in devices:
            nursery.start_soon(device.run)
        task_status.started([device.status for device in devices])


def _camera_of(order: FirmwareOrder) -> CameraOptions:
    return CameraOptions(id=order.id, scene=order.scene, seed=order.seed)
