"""The HTTP side of this system: its page, pictures, figures and commands.

Knows: requests, their answers' exact form. Does not know: links, how figures are counted.
"""

from pathlib import Path

import trio
from quart import Blueprint, Response, request

from bridge.api import AckStage, Delivery, Devices
from bridge_dialects.s3cam.commands import COMMANDS
from bridge_dialects.s3cam.image_routes import ImageRoutes, json_answer
from bridge_dialects.s3cam.resolutions import DEFAULT, RESOLUTIONS
from bridge_dialects.s3cam.shown import ShownCamera
from bridge_dialects.s3cam.statistics import Statistics
from bridge_dialects.s3cam.surroundings import SYSTEM
from bridge_dialects.s3cam.wishes import call_for
from bridge_dialects.shared.camera_watch import CameraWatch
from bridge_dialects.shared.peers import PeerCheck, current_admission, status_error
from bridge_dialects.shared.picture_stream import CONTENT_TYPE, PictureStream
from bridge_dialects.shared.wall import WallClock, iso_text

# What the original says of itself, and clients may compare.
VERSION = "2.0.0"
_WEB = Path(__file__).parent / "web"
_PAGES = {
    "page.js": "text/javascript; charset=utf-8",
    "page.css": "text/css; charset=utf-8",
}
_HTML = "text/html; charset=utf-8"


class S3camRoutes:
    """What is answered on the HTTP port."""

    def __init__(
        self,
        devices: Devices,
        shown: ShownCamera,
        statistics: Statistics,
        images: ImageRoutes,
        wall_s: WallClock,
    ) -> None:
        self._devices = devices
        self._shown = shown
        self._statistics = statistics
        self._images = images
        self._wall_s = wall_s
        self._calls = 0

    def blueprint(self) -> Blueprint:
        """Return all routes, each behind the look at who asks."""
        blueprint = Blueprint(SYSTEM, __name__)
        add = blueprint.add_url_rule
        add("/", "index", self.index)
        add("/s3cam/<name>", "asset", self.asset)
        add("/favicon.ico", "favicon", self.favicon)
        add("/mjpeg", "mjpeg", self.mjpeg)
        add("/api/stats", "stats", self.stats)
        add("/api/health", "health", self.health)
        add("/api/resolutions", "resolutions", self.resolutions)
        add("/api/commands", "commands", self.commands)
        add("/api/command/<cmd>", "command", self.command, defaults={"val": ""})
        add("/api/command/<cmd>/<val>", "command", self.command)
        self._images.add_to(blueprint)
        PeerCheck(self._devices, SYSTEM, changing=("command",)).stand_before(blueprint)
        return blueprint

    async def index(self) -> Response:
        """Return the page."""
        return Response(await trio.Path(_WEB / "index.html").read_bytes(), content_type=_HTML)

    async def asset(self, name: str) -> Response:
        """Return what the page is made of."""
        if name not in _PAGES:
            return status_error(404, "There is no such page")
        content = await trio.Path(_WEB / name).read_bytes()
        return Response(content, content_type=_PAGES[name])

    async def favicon(self) -> Response:
        """Say that there is none."""
        return Response(b"", 204)

    async def mjpeg(self) -> Response:
        """Return pictures for as long as the viewer stays."""
        watch = CameraWatch(self._shown.hub, self._shown.pick(), "s3cam mjpeg", Delivery())
        if request.method == "HEAD":
            # The body of an answer to HEAD is thrown away, and this one has no end.
            response = Response(b"", content_type=CONTENT_TYPE)
            del response.headers["Content-Length"]
            return response
        body = PictureStream(watch, self._shown.jpeg())
        response = Response(body, content_type=CONTENT_TYPE)
        response.timeout = None
        return response

    async def stats(self) -> Response:
        """Say how many pictures came, and to whom they go."""
        camera = self._shown.camera
        stats = self._statistics.report(camera)
        return json_answer(
            {
                "status": "ok",
                "camera_connected": camera is not None,
                "stats": stats,
                "browsers_connected": stats["browsers_connected"],
                "image_saver": await self._images.summary(),
            }
        )

    async def health(self) -> Response:
        """Say that the system is on, and since when."""
        return json_answer(
            {
                "status": "healthy",
                "uptime": self._statistics.uptime_s,
                "timestamp": iso_text(self._wall_s()),
                "version": VERSION,
            }
        )

    async def resolutions(self) -> Response:
        """List the picture sizes by their numbers."""
        known = {str(resolution.number): resolution.text for resolution in RESOLUTIONS}
        return json_answer({"status": "ok", "resolutions": known, "default": DEFAULT.number})

    async def commands(self) -> Response:
        """List the commands with their ranges."""
        listed: dict[str, dict[str, object]] = {}
        for command in COMMANDS:
            is_action = command.kind == "action"
            about: dict[str, object] = {"type": "trigger" if is_action else "int"}
            if not is_action:
                about["range"] = (command.low, command.high)
            about |= {"priority": command.priority, "description": command.description}
            listed[command.name] = about
        return json_answer({"status": "ok", "commands": listed})

    async def command(self, cmd: str, val: str) -> Response:
        """Command the camera, and wait for what it says."""
        camera = self._shown.camera
        if camera is None:
            return status_error(400, "No camera connected")
        self._calls += 1
        try:
            call = call_for(f"h{self._calls}", cmd.lower(), val, camera)
        except ValueError as error:
            return status_error(400, str(error))
        ack = await self._devices.call(call, current_admission())
        if ack.stage is AckStage.APPLIED:
            return json_answer({"status": "success", "command": cmd, "value": val})
        status = 400 if ack.stage is AckStage.REJECTED else 500
        return status_error(status, ack.text or str(ack.stage))
