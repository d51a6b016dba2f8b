"""The system's blueprints, put together. Loaded when routes are wanted: it is slow."""

from collections.abc import Sequence

from quart import Blueprint

from bridge.api import PluginContext
from bridge_dialects.shared.peers import PeerCheck
from bridge_dialects.taghub.device_routes import DeviceRoutes
from bridge_dialects.taghub.http_answers import open_to_games
from bridge_dialects.taghub.lookout import Lookout
from bridge_dialects.taghub.noticeboard import SYSTEM, Noticeboard
from bridge_dialects.taghub.settings import TaghubSettings
from bridge_dialects.taghub.shown_camera import ShownCamera
from bridge_dialects.taghub.status_routes import OlderStatusRoutes, StatusRoutes
from bridge_dialects.taghub.video_routes import VideoRoutes
from bridge_dialects.taghub.visitors import Visitors
from bridge_dialects.taghub.visits_book import VisitsBook


class Mounting:
    """All routes of one bridge's system."""

    def __init__(
        self,
        context: PluginContext,
        settings: TaghubSettings,
        *,
        board: Noticeboard,
        book: VisitsBook,
        lookout: Lookout,
        visitors: Visitors,
    ) -> None:
        devices, clock = context.devices, context.clock
        self._devices = devices
        self._posts = DeviceRoutes(settings, visitors, board)
        shown = ShownCamera(context.hub, devices, lookout)
        self._parts = (
            StatusRoutes(devices, clock, board, book, lookout),
            OlderStatusRoutes(clock, board, book, self._posts),
            VideoRoutes(shown, devices),
        )

    def main_blueprints(self) -> Sequence[Blueprint]:
        """Return what is served beside `/websocket`."""
        pages = Blueprint(SYSTEM, __name__)
        for part in self._parts:
            part.add_to(pages)
        PeerCheck(self._devices, SYSTEM).stand_before(pages)
        open_to_games(pages)
        return pages, self._posts.blueprint("taghub-devices")

    def tag_blueprint(self) -> Blueprint:
        """Return what is served on the port of the links."""
        return self._posts.blueprint("taghub-tags", only_tags=True)
