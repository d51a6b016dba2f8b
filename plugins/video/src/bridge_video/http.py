"""Pictures over plain HTTP: a snapshot, an MJPEG stream and the raw H.264 stream."""

import math

import trio
from quart import Blueprint, Response, jsonify, request

from bridge.api import Delivery, DeviceState, Hub, Sample, parse_device_id
from bridge_video.streams import ANNEX_B, MJPEG, StreamFormat, open_stream

# A picture this young is "now" for somebody who asks for one.
FRESH_US = 1_000_000
# How long a snapshot waits for a picture of now, and how old one may be if none comes:
# some cameras send one every few seconds.
SNAPSHOT_WAIT_S = 2.0
SILENT_AFTER_US = 10_000_000
MAX_FPS = 120.0
LIST_LIMIT = 8


class CameraPages:
    """What the routes of one bridge answer."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def snapshot(self, device: str) -> Response:
        """Return the newest picture, waiting for one if need be."""
        refusal = self._refuse_unknown(device)
        if refusal is not None:
            return refusal
        topic = _jpeg_topic(device)
        sample = self._newest(topic, FRESH_US)
        if sample is None:
            refusal = self._refuse_offline(device)
            if refusal is not None:
                return refusal
            sample = await self._next(topic) or self._newest(topic, SILENT_AFTER_US)
        return _silent(device) if sample is None else self._picture(sample)

    async def _next(self, topic: str) -> Sample | None:
        with self._hub.subscribe([topic], name="http snapshot") as samples:
            with trio.move_on_after(SNAPSHOT_WAIT_S):
                return await samples.receive()
        return None

    def _newest(self, topic: str, max_age_us: int) -> Sample | None:
        sample = self._hub.latest(topic)
        if sample is None or self._hub.clock.now_us() - sample.received_us > max_age_us:
            return None
        return sample

    def _picture(self, sample: Sample) -> Response:
        response = _uncached(Response(sample.payload, content_type="image/jpeg"))
        age_us = self._hub.clock.now_us() - sample.captured_us
        response.headers["Gamebridge-Captured-Us"] = str(sample.captured_us)
        response.headers["Gamebridge-Age-Us"] = str(age_us)
        response.headers["Gamebridge-Seq"] = str(sample.seq)
        return response

    async def mjpeg(self, device: str) -> Response:
        """Return pictures for as long as the viewer stays, newest first."""
        topic = _jpeg_topic(device)
        fps = _parse_fps(request.args.get("fps"))
        if fps is None:
            return _refusal(
                400,
                "bad_fps",
                f"fps {request.args['fps']!r} is not a rate",
                f"Use a number above 0 and at most {MAX_FPS:g}, as in ?fps=10, or leave it out.",
            )
        newest = self._newest(topic, SILENT_AFTER_US)
        return self._stream(device, topic, Delivery(hz=fps), MJPEG, newest)

    async def h264(self, device: str) -> Response:
        """Return the Annex B stream, from a key frame on."""
        return self._stream(device, f"device/{device}/camera/h264", Delivery(), ANNEX_B, None)

    def _stream(
        self,
        device: str,
        topic: str,
        delivery: Delivery,
        stream_format: StreamFormat,
        newest: Sample | None,
    ) -> Response:
        refusal = self._refuse_unknown(device)
        if refusal is not None:
            return refusal
        if request.method == "HEAD":
            # The body of a HEAD response is thrown away, and this one has no end.
            response = _uncached(Response(b"", content_type=stream_format.content_type))
            del response.headers["Content-Length"]
            return response
        body = open_stream(self._hub, topic, delivery, stream_format, newest)
        response = _uncached(Response(body, content_type=stream_format.content_type))
        # Quart ends responses after a minute unless told otherwise.
        response.timeout = None
        return response

    def _refuse_unknown(self, device: str) -> Response | None:
        try:
            parse_device_id(device)
        except ValueError as error:
            return _refusal(404, "no_such_device", str(error), self._known_cameras())
        if self._state(device) is not None or self._hub.known(_jpeg_topic(device)) is not None:
            return None
        text = f"no device {device!r} has been here since the bridge started"
        return _refusal(404, "no_such_device", text, self._known_cameras())

    def _known_cameras(self) -> str:
        names = [
            statistics.topic.split("/")[1]
            for statistics in self._hub.topics()
            if statistics.topic.endswith("/camera/jpeg")
        ]
        if not names:
            return "No camera has connected yet: switch one on, or start the simulator."
        rest = f" and {len(names) - LIST_LIMIT} more" if len(names) > LIST_LIMIT else ""
        return f"Cameras that the bridge knows: {', '.join(names[:LIST_LIMIT])}{rest}."

    def _state(self, device: str) -> DeviceState | None:
        sample = self._hub.latest(f"device/{device}/state")
        return None if sample is None else sample.value_as(DeviceState)

    def _refuse_offline(self, device: str) -> Response | None:
        state = self._state(device)
        if state is None or state.online:
            return None
        text = f"device {device!r} is offline" + (f": {state.reason}" if state.reason else "")
        return _refusal(503, "device_offline", text, "Check its power and its Wi-Fi.")


def _jpeg_topic(device: str) -> str:
    return f"device/{device}/camera/jpeg"


def _parse_fps(text: str | None) -> float | None:
    """Return a rate, 0 for "every picture", or None if `text` is no rate."""
    if text is None:
        return 0.0
    try:
        fps = float(text)
    except ValueError:
        return None
    return fps if math.isfinite(fps) and 0 < fps <= MAX_FPS else None


def _silent(device: str) -> Response:
    response = _refusal(
        503,
        "camera_silent",
        f"device {device!r} is known and sends no pictures",
        "Check that it has a camera and that capturing is on, then ask again.",
    )
    response.headers["Retry-After"] = "2"
    return response


def _refusal(status: int, code: str, text: str, hint: str) -> Response:
    response = _uncached(jsonify({"code": code, "text": text, "hint": hint}))
    response.status_code = status
    return response


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def build_blueprint(hub: Hub) -> Blueprint:
    """Return the routes below /devices/<id>/ that show what a camera sees."""
    pages = CameraPages(hub)
    blueprint = Blueprint("video", __name__)
    blueprint.add_url_rule("/devices/<device>/camera.jpg", "snapshot", pages.snapshot)
    blueprint.add_url_rule("/devices/<device>/camera.mjpeg", "mjpeg", pages.mjpeg)
    blueprint.add_url_rule("/devices/<device>/camera.h264", "h264", pages.h264)
    return blueprint
