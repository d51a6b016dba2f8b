"""Devices of a foreign system together: built from their orders, and kept alive."""

import os

import cv2
import trio

from bridge_simulator.backdrop import draw_backdrop
from bridge_simulator.device_clock import TrueClock
from bridge_simulator.dialects.cameraserver import CameraServer
from bridge_simulator.dialects.capture81 import Capture81
from bridge_simulator.dialects.dialect_flags import DeviceOrder
from bridge_simulator.dialects.eye import Eye, grey_shutter
from bridge_simulator.dialects.foreign_device import ForeignDevice, Life, live
from bridge_simulator.dialects.gostream import Gostream
from bridge_simulator.dialects.http_cameras import M5, Esphome, Tasmota
from bridge_simulator.dialects.multicam import Discovery, Multicam
from bridge_simulator.dialects.s3cam import S3cam
from bridge_simulator.dialects.taghub_body import TaghubBody
from bridge_simulator.dialects.taghub_posts import TaghubDatagrams, TaghubPosts
from bridge_simulator.dialects.taghub_socket import TaghubSocket
from bridge_simulator.faults import FaultPlan
from bridge_simulator.features import CameraSettings
from bridge_simulator.scene import build_scene
from bridge_simulator.sensor import lens_of
from bridge_simulator.settings import CameraOptions
from bridge_simulator.shutter import threaded_shutter
from bridge_simulator.status import CameraStatus

# LilyGO tells a tag every second or two.
_LILYGO_TAG_PERIOD_S = 1.5
# Of its encoder in software: 240 × 240 grey pixels make five to ten kilobytes.
_LILYGO_QUALITY = 60


async def run_fleet(
    orders: list[DeviceOrder],
    *,
    task_status: trio.TaskStatus[list[CameraStatus]] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Let devices live until cancelled; `started` gives their counters."""
    # Each picture is drawn in one thread; OpenCV's own would only fight for the same cores.
    cv2.setNumThreads(1)
    renderers = trio.CapacityLimiter(max(1, os.cpu_count() or 1))
    for size in {order.size for order in orders if _is_camera(order)}:
        await trio.to_thread.run_sync(draw_backdrop, lens_of(size), limiter=renderers)
    clock = TrueClock()
    devices = [(build_device(order, clock, renderers), order) for order in orders]
    async with trio.open_nursery() as nursery:
        for device, order in devices:
            nursery.start_soon(live, device, life_of(order, device))
        task_status.started([device.status for device, _ in devices])


def _is_camera(order: DeviceOrder) -> bool:
    return order.dialect != "taghub" or order.variant.startswith("video")


def build_device(
    order: DeviceOrder, clock: TrueClock, renderers: trio.CapacityLimiter
) -> ForeignDevice:
    """Return a device with its camera, before it has a voice."""
    settings = CameraSettings(framesize=order.size, quality=order.quality)
    options = CameraOptions(id=order.name, scene=order.scene, seed=order.seed, defaults=settings)
    status = CameraStatus(order.name)
    faults = FaultPlan(order.faults, order.name, order.seed)
    shutter = threaded_shutter(options, renderers)
    if order.dialect == "taghub":
        shutter = grey_shutter(shutter, _LILYGO_QUALITY, renderers)
    eye = Eye(shutter, faults, clock, status, settings)
    return ForeignDevice(order.name, order.seed, eye, faults, clock, status)


def life_of(order: DeviceOrder, device: ForeignDevice) -> Life:
    """Return what a device does from one boot to the next."""
    if order.dialect == "taghub":
        return _taghub_life(order, device)
    if order.dialect == "s3cam":
        return S3cam(device, order.target, round(order.fps)).live
    if order.dialect == "gostream":
        is_sketch = order.variant == "sketch"
        return Gostream(device, order.target, order.fps, is_sketch=is_sketch).live
    return _server_life(order, device)


def _server_life(order: DeviceOrder, device: ForeignDevice) -> Life:
    host, port, fps = order.listen, order.port, order.fps
    match order.dialect:
        case "capture81":
            web = CameraServer(device, host, order.http_port, fps)
            return Capture81(device, host, port, web).live
        case "esphome":
            return Esphome(device, host, port, fps).live
        case "tasmota":
            return Tasmota(device, host, port, fps).live
        case "m5":
            return M5(device, host, port, fps).live
    server = CameraServer(device, host, port, fps, order.variant)
    if order.dialect == "cameraserver":
        return server.live
    discovery = Discovery(host, order.discovery_port, order.answer_port, order.bridge, port)
    return Multicam(device, server, discovery).live


def _taghub_life(order: DeviceOrder, device: ForeignDevice) -> Life:
    is_lilygo = order.variant.startswith("video")
    scene = build_scene(order.scene, order.seed)
    lens = lens_of(order.size if is_lilygo else "VGA")
    body = TaghubBody(device, scene, lens, order.token, is_lilygo=is_lilygo)
    period_s = 1 / order.fps
    match order.variant:
        case "udp":
            return TaghubDatagrams(body, order.target, period_s).live
        case "http" | "video-http":
            return TaghubPosts(body, order.target, period_s, is_video=is_lilygo).live
        case "video":
            period_s = _LILYGO_TAG_PERIOD_S
    is_gilmaimon = order.variant == "ws"
    return TaghubSocket(body, order.target, period_s, is_gilmaimon=is_gilmaimon).live
