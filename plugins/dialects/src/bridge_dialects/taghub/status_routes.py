"""Who is here, since when, and what was seen: the JSON and the two pages.

Knows: requests, the exact forms of the answers. Does not know: links, pictures.
"""

from pathlib import Path

import trio
from quart import Blueprint, Response

from bridge.api import Clock, Devices
from bridge_dialects.taghub.device_routes import TAG_PATH, DeviceRoutes
from bridge_dialects.taghub.http_answers import error_answer, json_answer
from bridge_dialects.taghub.lookout import Lookout
from bridge_dialects.taghub.noticeboard import SYSTEM, Noticeboard
from bridge_dialects.taghub.visits_book import VisitsBook, duration_text

FIFO_PATH = "/client_gdevelop_to_server__smartcam_data_get"
_WEB = Path(__file__).parent / "web"
_ASSETS = {
    "hub.css": "text/css; charset=utf-8",
    "hub.js": "text/javascript; charset=utf-8",
    "video.js": "text/javascript; charset=utf-8",
}
_HTML = "text/html; charset=utf-8"
_TEXTS = ("smartcam_ip", "camera_name")
_NUMBERS = (
    "yaw",
    "pitch",
    "roll",
    "x_cm",
    "y_cm",
    "z_cm",
    "tag_size_percent",
    "distance_cm",
)


class StatusRoutes:
    """What is answered about the system itself."""

    def __init__(
        self,
        devices: Devices,
        clock: Clock,
        board: Noticeboard,
        book: VisitsBook,
        lookout: Lookout,
    ) -> None:
        self._devices = devices
        self._clock = clock
        self._board = board
        self._book = book
        self._lookout = lookout

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes."""
        add = blueprint.add_url_rule
        add("/", "index", self.index)
        add("/video", "video", self.video)
        add("/video_viewer", "video_viewer", self.video)
        add("/taghub/<name>", "asset", self.asset)
        add("/favicon.ico", "favicon", self.favicon)
        add("/status", "status", self.status)
        add("/connection_uptime", "uptime", self.uptime)
        add("/connection_history", "history", self.history)
        add(FIFO_PATH, "oldest_tag", self.oldest_tag)

    async def index(self) -> Response:
        """Return the page with the numbers."""
        return await _page("index.html", _HTML)

    async def video(self) -> Response:
        """Return the page with the picture."""
        return await _page("video.html", _HTML)

    async def asset(self, name: str) -> Response:
        """Return what the pages are made of."""
        if name not in _ASSETS:
            return error_answer(404, "There is no such page")
        return await _page(name, _ASSETS[name])

    async def favicon(self) -> Response:
        """Say that there is none."""
        return Response(b"", 204)

    def _is_device_here(self) -> bool:
        return any(s.online and s.dialect == SYSTEM for s in self._devices.states())

    async def status(self) -> Response:
        """Say who is here."""
        links = self._board.links
        return json_answer(
            {
                "server": "online",
                "protocol": "websockets_async",
                "uptime_seconds": self._book.seconds_since_start(self._clock.now_us()),
                "websocket": {
                    "active_connections": links["device"] + links["game"],
                    "esp32_connected": self._is_device_here(),
                    "gdevelop_clients": links["game"],
                },
            }
        )

    async def uptime(self) -> Response:
        """Say how long the device has been here."""
        uptime_us = self._book.uptime_us(self._clock.now_us())
        seconds = 0 if uptime_us is None else uptime_us // 1_000_000
        return json_answer(
            {
                "connected": uptime_us is not None,
                "uptime_seconds": seconds,
                "uptime_formatted": (
                    "Not connected" if uptime_us is None else duration_text(seconds)
                ),
                "days": seconds // 86_400,
                "hours": seconds // 3600 % 24,
                "minutes": seconds // 60 % 60,
                "seconds": seconds % 60,
            }
        )

    async def history(self) -> Response:
        """Say who was here before."""
        return json_answer(self._book.history())

    async def oldest_tag(self) -> Response:
        """Return the oldest tag that nobody has fetched, for games that ask by HTTP."""
        self._lookout.ask_for(*self._board.wanted)
        fields, left = self._board.pop_oldest()
        told = fields or {"tag_id": -1}
        words: dict[str, object] = {name: told.get(name) or "" for name in _TEXTS}
        words["tag_id"] = told["tag_id"]
        words |= {name: told.get(name) or 0.0 for name in _NUMBERS}
        words["timestamp"] = told.get("server_timestamp", 0)
        words["list_remaining"] = left
        return json_answer(words)


class OlderStatusRoutes:
    """The status of the HTTP-only hub that came before."""

    def __init__(
        self, clock: Clock, board: Noticeboard, book: VisitsBook, posts: DeviceRoutes
    ) -> None:
        self._clock = clock
        self._board = board
        self._book = book
        self._posts = posts

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes."""
        blueprint.add_url_rule("/esp32_status", "older_status", self.status)
        blueprint.add_url_rule("/test_esp32_connection", "older_test", self.test)

    async def status(self) -> Response:
        """Say what devices posted."""
        latest = self._board.latest_fields
        word = "waiting_for_data" if latest is None else "receiving_data"
        counts = self._posts.counts
        names = ("total_requests", "successful_requests", "failed_requests")
        statistics: dict[str, object] = {name: counts[name] for name in names}
        statistics["unique_tag_ids"] = sorted(self._posts.tag_ids)
        statistics["uptime_seconds"] = self._book.seconds_since_start(self._clock.now_us())
        shown = latest or {}
        return json_answer(
            {
                "server_status": "online",
                "esp32_communication": word,
                "latest_data": {
                    "id": shown.get("tag_id"),
                    "camera_name": shown.get("camera_name", ""),
                    "timestamp": shown.get("timestamp", 0),
                    "status": word,
                },
                "statistics": statistics,
                "endpoints": {
                    "post_data": TAG_PATH,
                    "get_status": "/esp32_status",
                    "web_interface": "/",
                },
            }
        )

    async def test(self) -> Response:
        """Say that somebody is here."""
        return json_answer(
            {
                "status": "server_online",
                "message": "The bridge is running and ready to receive data",
                "server_time": self._board.wall_s(),
                "endpoints": {
                    "send_apriltag_data": f"POST {TAG_PATH}",
                    "check_status": "GET /esp32_status",
                    "test_connection": "GET /test_esp32_connection",
                    "gdevelop_get_data": f"GET {FIFO_PATH}",
                },
            }
        )


async def _page(name: str, content_type: str) -> Response:
    content = await trio.Path(_WEB / name).read_bytes()
    return Response(content, content_type=content_type)
