"""The system as it runs: what its links, visitors and pages are made of."""

from collections.abc import Sequence

from bridge.api import (
    Admission,
    Claim,
    ForeignDialect,
    HealthReport,
    HttpRoutes,
    LinkOpening,
    PluginContext,
    Service,
)
from bridge_dialects.shared.wall import WallClock, wall_s
from bridge_dialects.shared.weakness import Weakness
from bridge_dialects.taghub.access import Access
from bridge_dialects.taghub.datagrams import Datagrams, UdpDoor
from bridge_dialects.taghub.device_names import DeviceNames
from bridge_dialects.taghub.link import TaghubLink
from bridge_dialects.taghub.lookout import Lookout
from bridge_dialects.taghub.noticeboard import SYSTEM, Noticeboard
from bridge_dialects.taghub.settings import TaghubSettings
from bridge_dialects.taghub.visitors import Visitors
from bridge_dialects.taghub.visits_book import VisitsBook

WEBSOCKET_PATH = "/websocket"


class TaghubSystem:
    """Devices that find tags, and games that are told."""

    name = SYSTEM

    def __init__(
        self, context: PluginContext, settings: TaghubSettings, wall_s: WallClock = wall_s
    ) -> None:
        self._context = context
        self._settings = settings
        self._access = Access(settings, context.clock)
        self._names = DeviceNames(SYSTEM)
        self._board = Noticeboard(settings, wall_s)
        self._book = VisitsBook(context.clock.now_us(), wall_s)
        self._lookout = Lookout(context.hub, self._board, self._book)
        self._visitors = Visitors(context.devices, context.clock, self._names, settings.presence_s)
        datagrams = Datagrams(settings, self._visitors, self._board, context.clock)
        self._door = UdpDoor(context.host, settings.udp_port, datagrams)

    @property
    def _has_udp(self) -> bool:
        return self._settings.udp and self._settings.udp_port != 0

    def choose(self, opening: LinkOpening) -> ForeignDialect | None:
        """Return the dialect of a link: any path on one port, one path on the other."""
        settings = self._settings
        is_ours = opening.port == settings.websocket_port or (
            opening.port == settings.http_port and opening.path == WEBSOCKET_PATH
        )
        if not is_ours:
            return None
        return TaghubLink(opening.address, settings, self._board, self._names)

    def admit(self, claim: Claim) -> Admission:
        """Admit a peer, or raise AdmissionRefused."""
        return self._access.admit(claim)

    def services(self) -> Sequence[Service]:
        """Return what watches, what sees silent devices off, and the UDP port."""
        always: list[Service] = [self._lookout, self._visitors]
        return [*always, self._door] if self._has_udp else always

    def add_routes(self, routes: HttpRoutes) -> None:
        """Add both TCP ports with their routes. A port 0 is not served."""
        from bridge_dialects.taghub.mounting import Mounting  # noqa: PLC0415 - slow.

        settings = self._settings
        mounting = Mounting(
            self._context,
            settings,
            board=self._board,
            book=self._book,
            lookout=self._lookout,
            visitors=self._visitors,
        )
        if settings.http_port:
            self._open(routes, settings.http_port)
            for blueprint in mounting.main_blueprints():
                routes.add(blueprint, public=True, port=settings.http_port)
        if settings.websocket_port:
            self._open(routes, settings.websocket_port)
            routes.add(mounting.tag_blueprint(), public=True, port=settings.websocket_port)

    def _open(self, routes: HttpRoutes, port: int) -> None:
        if port != self._context.port:
            routes.add_port(port, plain=True)

    def report_health(self, report: HealthReport) -> None:
        """Say who is here, and how little keeps strangers out."""
        settings, links = self._settings, self._board.links
        report.ok(
            f"taghub: {links['device']} devices by WebSocket, {len(self._visitors)} by HTTP "
            f"or UDP, {links['game']} games"
        )
        ports = [port for port in (settings.http_port, settings.websocket_port) if port]
        is_exposed = self._context.is_exposed
        weakness = Weakness(SYSTEM, ports, is_exposed, has_token=bool(settings.token))
        weakness.report(report, settings)
        if not settings.token:
            report.warning(
                "taghub has no token: by WebSocket and HTTP only devices on this machine come in",
                "set token in [legacy.taghub] to the auth_token of the devices",
            )
        elif settings.picture_posts:
            report.warning(
                "taghub takes posted pictures from anybody in the network: their firmware "
                "shows no token",
                "set picture_posts = false in [legacy.taghub] if no device posts pictures",
            )
        if self._has_udp:
            self._report_udp(report)

    def _report_udp(self, report: HealthReport) -> None:
        if self._door.fault:
            report.error(f"taghub: {self._door.fault}", "or set udp = false in [legacy.taghub]")
        report.warning(
            f"taghub takes tags by UDP at port {self._settings.udp_port}: datagrams show no "
            "token, and anybody in the network can send them in any device's name",
            "set udp = false in [legacy.taghub] if no device needs it",
        )
