"""Pictures and their numbers over HTTP, and the one command.

Knows: requests, the exact forms of the answers. Does not know: how numbers are computed.
"""

import trio
from quart import Blueprint, Response, request

from bridge.api import AckStage, Call, Delivery, Devices, DeviceState
from bridge_dialects.shared.camera_watch import CameraWatch
from bridge_dialects.shared.jpeg_look import picture_size
from bridge_dialects.shared.peers import current_admission, status_error
from bridge_dialects.shared.picture_stream import CONTENT_TYPE, PictureStream
from bridge_dialects.taghub.frame_meter import VideoNumbers, rate_of
from bridge_dialects.taghub.http_answers import json_answer, words_of_request
from bridge_dialects.taghub.link import INTERVAL, MAX_INTERVAL_MS, MIN_INTERVAL_MS
from bridge_dialects.taghub.noticeboard import SYSTEM
from bridge_dialects.taghub.shown_camera import ShownCamera

COMMAND_WAIT_S = 2.0


class VideoRoutes:
    """What is answered about pictures. `?camera=` chooses one."""

    def __init__(self, shown: ShownCamera, devices: Devices) -> None:
        self._shown = shown
        self._devices = devices
        self._calls = 0

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes."""
        add = blueprint.add_url_rule
        add("/photo", "photo", self.photo)
        add("/video_stream", "video_stream", self.video_stream)
        add("/video_fps", "video_fps", self.video_fps)
        add("/video_stats", "video_stats", self.video_stats)
        add("/set_video_interval", "set_interval", self.set_interval, methods=["POST"])

    async def photo(self) -> Response:
        """Return the newest picture and its age."""
        sample = await self._shown.photo(_wanted())
        if sample is None:
            return Response("No camera photo available yet", 404, content_type="text/plain")
        age_s = max(0, self._shown.hub.clock.now_us() - sample.received_us) / 1e6
        response = Response(sample.payload, content_type="image/jpeg")
        response.headers["Cache-Control"] = "no-cache, no-store, must-revalidate"
        response.headers["Pragma"] = "no-cache"
        response.headers["Expires"] = "0"
        response.headers["X-Frame-Age"] = f"{age_s:.1f}s"
        return response

    async def video_stream(self) -> Response:
        """Return pictures for as long as the viewer stays."""
        if request.method == "HEAD":
            # The body of an answer to HEAD is thrown away, and this one has no end.
            response = Response(b"", content_type=CONTENT_TYPE)
            del response.headers["Content-Length"]
            return response
        pick = self._shown.pick(_wanted())
        watch = CameraWatch(self._shown.hub, pick, "taghub mjpeg", Delivery())
        camera = self._shown.camera(_wanted())
        newest = None if camera is None else self._shown.hub.latest(f"device/{camera}/camera/jpeg")
        body = PictureStream(watch, None if newest is None else newest.payload)
        response = Response(body, content_type=CONTENT_TYPE)
        response.timeout = None
        return response

    async def video_fps(self) -> Response:
        """Say how many pictures come, and how large they are."""
        numbers = self._numbers()
        return json_answer(
            {
                "fps": round(numbers.fps, 2),
                "target_fps": round(rate_of(numbers.target_s), 1),
                "interval_ms": int(numbers.target_s * 1000),
                **self._size(),
            }
        )

    async def video_stats(self) -> Response:
        """Say how evenly pictures come, and what to do about it."""
        numbers = self._numbers()
        intervals, sizes = numbers.intervals_s or (0.0,), numbers.sizes or (0,)
        return json_answer(
            {
                "avg_interval": round(numbers.avg_interval_s, 3),
                "min_interval": round(min(intervals), 3),
                "max_interval": round(max(intervals), 3),
                "jitter": round(numbers.jitter_s, 3),
                "avg_fps": round(numbers.avg_fps, 3),
                "target_fps": round(rate_of(numbers.target_s), 1),
                "avg_size": sum(sizes) // len(sizes),
                "min_size": min(sizes),
                "max_size": max(sizes),
                "avg_processing": round(numbers.avg_processing_ms, 2),
                "max_processing": round(max(numbers.processing_ms, default=0.0), 2),
                "total_frames": numbers.total,
                "dropped_frames": numbers.dropped,
                "efficiency": round(numbers.efficiency, 1),
                "recommendation": numbers.recommendation,
                "current_fps": round(numbers.fps, 2),
                **self._size(),
            }
        )

    def _numbers(self) -> VideoNumbers:
        camera = self._shown.camera(_wanted())
        if camera is None:
            return VideoNumbers()
        return self._shown.lookout.meter(camera).numbers(self._shown.hub.clock.now_us())

    def _size(self) -> dict[str, object]:
        camera = self._shown.camera(_wanted())
        newest = None if camera is None else self._shown.hub.latest(f"device/{camera}/camera/jpeg")
        size = None if newest is None else picture_size(newest.payload)
        width, height = size or (0, 0)
        resolution = f"{width}x{height}" if size else "Unknown"
        return {"width": width, "height": height, "resolution": resolution}

    async def set_interval(self) -> Response:
        """Tell the devices how often to send a picture."""
        words = await words_of_request()
        interval = (words or {}).get("interval_ms")
        is_whole = isinstance(interval, int) and not isinstance(interval, bool)
        interval_ms = int(str(interval)) if is_whole else 0
        if not MIN_INTERVAL_MS <= interval_ms <= MAX_INTERVAL_MS:
            text = f"interval_ms must be {MIN_INTERVAL_MS} to {MAX_INTERVAL_MS}"
            return status_error(400, text)
        told = [state for state in self._links() if await self._tell(state, interval_ms)]
        if not told:
            return status_error(503, "ESP32 not connected")
        fps = round(1000 / interval_ms, 2)
        return json_answer({"status": "success", "interval_ms": interval_ms, "fps": fps})

    def _links(self) -> list[DeviceState]:
        return [
            state
            for state in self._devices.states()
            if state.online and state.dialect == SYSTEM and state.transport == "ws"
        ]

    async def _tell(self, state: DeviceState, interval_ms: int) -> bool:
        self._calls += 1
        call = Call(f"h{self._calls}", state.id, "set", {INTERVAL: interval_ms})
        with trio.move_on_after(COMMAND_WAIT_S):
            ack = await self._devices.call(call, current_admission())
            if ack.stage is AckStage.APPLIED:
                self._shown.lookout.meter(state.id).told_interval_us = interval_ms * 1000
                return True
        return False


def _wanted() -> str:
    return request.args.get("camera", "")[:64]
