"""The system's pages and its status over HTTP.

Knows: files, what is said of cameras and viewers. Does not know: ports, links.
"""

import json
from pathlib import Path

import trio
from quart import Blueprint, Response

from bridge.api import Devices, DeviceState
from bridge_dialects.gostream.roster import SYSTEM, Roster
from bridge_dialects.shared.peers import PeerCheck

FOLDER = Path(__file__).parent / "web"
CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
ASSETS = frozenset(
    (
        "chooser.js",
        "gostream.css",
        "icon.svg",
        "jpeg_view.js",
        "link.js",
        "mjpeg.js",
        "player_view.js",
        "source_view.js",
        "transport_stream.js",
        "video.js",
    )
)


class GostreamPages:
    """What the routes of one bridge answer."""

    def __init__(self, devices: Devices, roster: Roster) -> None:
        self._devices = devices
        self._roster = roster

    async def index(self) -> Response:
        """Return the page that shows H.264."""
        return await _file("video.html")

    async def mjpeg(self) -> Response:
        """Return the page that draws JPEG pictures."""
        return await _file("mjpeg.html")

    async def asset(self, name: str) -> Response:
        """Return a style sheet or module of the pages."""
        known = name in ASSETS
        return await _file(name) if known else Response("There is no such page.\n", 404)

    async def status(self) -> Response:
        """Return the counts that the old server gives, key by key."""
        cameras = self._roster.cameras | {camera.id for camera in self._cameras()}
        told = {
            "camera_clients": len(cameras),
            # It encoded as long as there was a camera, whether that sent pictures or not.
            "streaming": bool(cameras),
            "viewer_clients": self._roster.viewers,
        }
        return _json(told, end="\n")

    async def cameras(self) -> Response:
        """Return the cameras that can be chosen, by id."""
        return _json([{"id": camera.id, "name": camera.name} for camera in self._cameras()])

    def _cameras(self) -> list[DeviceState]:
        online = (state for state in self._devices.states() if state.online)
        return sorted(
            (state for state in online if f"device/{state.id}/camera/jpeg" in state.topics),
            key=lambda state: state.id,
        )


def _json(value: object, end: str = "") -> Response:
    body = json.dumps(value, separators=(",", ":")) + end
    return Response(body, content_type="application/json")


async def _file(name: str) -> Response:
    path = FOLDER / name
    content = await trio.Path(path).read_bytes()
    return Response(content, content_type=CONTENT_TYPES[path.suffix])


def build_blueprint(pages: GostreamPages, devices: Devices, port: int | None = None) -> Blueprint:
    """Return the routes of the main port, or of a `port` of the system's own."""
    blueprint = Blueprint(SYSTEM if port is None else f"{SYSTEM}-{port}", __name__)
    blueprint.add_url_rule("/mjpeg", "mjpeg", pages.mjpeg)
    blueprint.add_url_rule("/status", "status", pages.status)
    blueprint.add_url_rule("/gostream" if port is None else "/", "index", pages.index)
    blueprint.add_url_rule("/gostream/cameras", "cameras", pages.cameras)
    blueprint.add_url_rule("/gostream/<name>", "asset", pages.asset)
    PeerCheck(devices, SYSTEM).stand_before(blueprint)
    return blueprint
