"""Some virtual devices together: what the flags mean, and how long they live."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import cv2
import msgspec
import trio

from bridge.api import BridgeError, parse_device_id
from bridge_simulator.backdrop import draw_backdrop
from bridge_simulator.device import VirtualCamera
from bridge_simulator.device_clock import TrueClock
from bridge_simulator.fault_text import parse_fault
from bridge_simulator.faults import COMMON_KINDS, Fault, load_faults
from bridge_simulator.features import CameraSettings
from bridge_simulator.option_types import read_key
from bridge_simulator.pad import VirtualPad
from bridge_simulator.scene import build_scene
from bridge_simulator.sensor import lens_of
from bridge_simulator.settings import CameraOptions, DeviceOptions, PadOptions
from bridge_simulator.shutter import threaded_shutter
from bridge_simulator.status import CameraStatus
from bridge_simulator.uplink import OpenUplink


class Flags(msgspec.Struct, frozen=True, kw_only=True):
    """The options of `gamebridge simulate` as they were given."""

    devices: int = 1
    id: str = ""
    url: str = "ws://127.0.0.1:8080"
    key: str | None = None
    transport: str = "ws"
    scene: str = "table"
    fps: int = 30
    size: str = "VGA"
    quality: int = 12
    seed: int = 1
    loss: float = 0.0
    delay_ms: float = 0.0
    jitter_ms: float = 0.0
    corrupt: float = 0.0
    drift_ppm: float = 15.0
    faults: Path | None = None
    fault: tuple[str, ...] = ()
    is_always_on: bool = False
    board: str = ""
    has_autopilot: bool = True
    seconds: float | None = None
    is_json: bool = False


def devices_from_flags(flags: Flags) -> list[DeviceOptions]:
    """Return what each device is told; BridgeError when a name, key or script is no good."""
    faults = _faults_of(flags)
    build = _pad_from if flags.board else _camera_from
    return [
        build(flags, device, flags.seed + position, faults)
        for position, device in enumerate(_names_of(flags))
    ]


def _camera_from(flags: Flags, device: str, seed: int, faults: tuple[Fault, ...]) -> DeviceOptions:
    return CameraOptions(
        id=device,
        url=flags.url,
        key=read_key(flags.key, device),
        transport=flags.transport,
        scene=flags.scene,
        seed=seed,
        defaults=CameraSettings(framesize=flags.size, fps=flags.fps, quality=flags.quality),
        faults=faults,
        is_always_on=flags.is_always_on,
    )


def _pad_from(flags: Flags, device: str, seed: int, faults: tuple[Fault, ...]) -> DeviceOptions:
    if any(fault.kind == "corrupt" and fault.rate for fault in faults):
        raise BridgeError("fault corrupt: a board sends no pictures that could be damaged")
    return PadOptions(
        id=device,
        url=flags.url,
        key=read_key(flags.key, device),
        transport=flags.transport,
        seed=seed,
        faults=faults,
        is_always_on=flags.is_always_on,
        has_autopilot=flags.has_autopilot,
    )


def _names_of(flags: Flags) -> list[str]:
    """Return cam-1 to cam-N (or pad-1…), or the given id, numbered if there are several."""
    if flags.id and flags.devices == 1:
        names = [flags.id]
    else:
        stem = flags.id or flags.board or "cam"
        names = [f"{stem}-{number + 1}" for number in range(flags.devices)]
    try:
        return [parse_device_id(name) for name in names]
    except ValueError as error:
        raise BridgeError(str(error)) from None


def _faults_of(flags: Flags) -> tuple[Fault, ...]:
    faults = (
        Fault("drift", drift_ppm=flags.drift_ppm),
        Fault("loss", rate=flags.loss),
        Fault("delay", delay_ms=flags.delay_ms, jitter_ms=flags.jitter_ms),
        Fault("corrupt", rate=flags.corrupt),
        *(parse_fault(text) for text in flags.fault),
        *(load_faults(flags.faults) if flags.faults else ()),
    )
    for fault in faults:
        if fault.kind not in COMMON_KINDS:
            raise BridgeError(f"fault {fault.kind}: only devices of a --dialect have it")
    return faults


class VirtualDevice(Protocol):
    """A device that lives until it is cancelled."""

    status: CameraStatus

    async def run(self) -> None:
        """Live until cancelled."""
        ...  # pragma: no cover


async def run_simulation(
    devices: Sequence[DeviceOptions],
    open_uplink: OpenUplink,
    *,
    task_status: trio.TaskStatus[list[CameraStatus]] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Let devices live until cancelled; `started` gives their counters."""
    # Each picture is drawn in one thread; OpenCV's own would only fight for the same cores.
    cv2.setNumThreads(1)
    renderers = trio.CapacityLimiter(max(1, os.cpu_count() or 1))
    # The room takes a second to draw; a camera that is asked for a picture should not wait.
    cameras = [options for options in devices if isinstance(options, CameraOptions)]
    for framesize in {options.defaults.framesize for options in cameras}:
        await trio.to_thread.run_sync(draw_backdrop, lens_of(framesize), limiter=renderers)
    clock = TrueClock()
    built = [build_device(options, open_uplink, clock, renderers) for options in devices]
    async with trio.open_nursery() as nursery:
        for device in built:
            nursery.start_soon(device.run)
        task_status.started([device.status for device in built])


def build_device(
    options: DeviceOptions,
    open_uplink: OpenUplink,
    clock: TrueClock,
    renderers: trio.CapacityLimiter,
) -> VirtualDevice:
    """Return a device; `renderers` bounds how many pictures are drawn at once."""
    if isinstance(options, PadOptions):
        return VirtualPad(options, open_uplink, clock)
    scene = build_scene(options.scene, options.seed)
    shutter = threaded_shutter(options, renderers, scene)
    return VirtualCamera(options, open_uplink, clock, shutter, scene)


async def run_for(
    devices: Sequence[DeviceOptions],
    open_uplink: OpenUplink,
    seconds: float | None,
    show: Callable[[list[CameraStatus]], None],
    show_period_s: float = 0.5,
) -> list[CameraStatus]:
    """Let devices live for a time (None: until cancelled) and show their counters."""
    statuses: list[CameraStatus] = []
    async with trio.open_nursery() as nursery:
        statuses = await nursery.start(run_simulation, devices, open_uplink)
        await show_for(statuses, seconds, show, show_period_s)
        nursery.cancel_scope.cancel()
    return statuses


async def show_for(
    statuses: list[CameraStatus],
    seconds: float | None,
    show: Callable[[list[CameraStatus]], None],
    show_period_s: float = 0.5,
) -> None:
    """Show counters for a time (None: until cancelled)."""
    with trio.move_on_after(float("inf") if seconds is None else seconds):
        while True:
            show(statuses)
            await trio.sleep(show_period_s)
