"""The system multicam, switched on.

Knows: which of its parts there are and what they share. Does not know: what they do.
"""

from bridge.api import (
    Admission,
    AdmissionRefused,
    Claim,
    ForeignDialect,
    HealthReport,
    HttpRoutes,
    Hub,
    LinkOpening,
    PluginContext,
    Role,
    admit_neighbour,
    describe_reach,
)
from bridge_sources.discovery.found import FoundCamera, FoundCameras
from bridge_sources.multicam.discovered import FOUND_TOPIC, DiscoveredCamera
from bridge_sources.multicam.live import DIALECT, LiveDialect
from bridge_sources.multicam.moments import LocalMoments
from bridge_sources.multicam.packets import write_event
from bridge_sources.multicam.pages import DashboardPages, build_pages
from bridge_sources.multicam.peers import PeerCheck, is_nameless
from bridge_sources.multicam.polling import Polling, new_session
from bridge_sources.multicam.rest import StreamRoutes, build_rest
from bridge_sources.multicam.settings import MulticamSettings
from bridge_sources.multicam.socketio_link import (
    SOCKET_IO_PATH,
    SocketIoDialect,
    read_handshake,
)
from bridge_sources.multicam.socketio_routes import TEXT, PollRoutes, build_polls
from bridge_sources.multicam.streams import SourceBook, Streams
from bridge_sources.multicam.viewing import Viewing
from bridge_sources.wall import wall_s

EVENTS_PATH = "/events"
# Whoever has no key is never more than this.
_ROLES = (Role.VIEWER, Role.GAME)


class Multicam:
    """Multicam's port: routes, dashboard, live events."""

    def __init__(
        self,
        context: PluginContext,
        settings: MulticamSettings,
        sources: SourceBook,
        found: FoundCameras,
    ) -> None:
        self._settings = settings
        self._context = context
        self._sources = sources
        self._found = found
        moments = LocalMoments(context.clock, wall_s)
        self._streams = Streams(sources, found, context.devices, context.hub, moments)
        self.polling = Polling(self._streams, context.hub, context.clock)
        found.watch(_Announcer(context.hub).announce)

    def choose(self, opening: LinkOpening) -> ForeignDialect | None:
        """Return the dialect of a viewer's link, or None if it is somebody else's."""
        if opening.port != self._settings.http_port:
            return None
        if opening.path == EVENTS_PATH:
            return LiveDialect(self._streams)
        if opening.path.rstrip("/") == SOCKET_IO_PATH.rstrip("/"):
            fresh = new_session(self._context.clock)
            viewing = Viewing(self._streams, write_event)
            return SocketIoDialect(read_handshake(opening.query), self.polling, fresh, viewing)
        return None

    def admit(self, claim: Claim) -> Admission | None:
        """Admit a peer of this system for where it is; None if it is of another.

        A page without an origin may be a sandboxed frame of any site in the reader's
        browser, and has no key to show that it is not.
        """
        if claim.dialect != DIALECT:
            return None
        if claim.role not in _ROLES:
            raise AdmissionRefused(f"a {claim.role} needs a key, and {DIALECT} peers have none")
        if is_nameless(claim.origin):
            raise AdmissionRefused("pages that were opened as a file may not use these routes")
        return admit_neighbour(claim, self._settings.networks)

    def add_routes(self, routes: HttpRoutes) -> None:
        """Add the port and what is served there, unless it stays closed."""
        port = self._settings.http_port
        if not port:
            return
        check = PeerCheck(self._context.devices)
        rest = StreamRoutes(self._sources, self._streams, self._context.hub)
        routes.add_port(port, plain=True)
        routes.add(build_rest(rest, check), public=True, port=port)
        polls = build_polls(PollRoutes(self.polling), check)
        routes.add(polls, public=True, port=port, body_types=[TEXT])
        routes.add(build_pages(DashboardPages()), public=True, port=port)

    def report_health(self, report: HealthReport) -> None:
        """Say who can come in."""
        if not self._settings.http_port:
            report.ok("multicam's port is closed; its cameras are searched for")
            return
        where = describe_reach(self._settings.networks, is_exposed=self._context.is_exposed)
        report.warning(
            f"multicam is on at port {self._settings.http_port}: its pages have no key, so "
            f"everybody {where} can watch every camera, add some and remove them",
            "name your networks in [legacy.multicam] networks, "
            "or switch it off with multicam = false in [legacy]",
        )


class _Announcer:
    """Passes on what finders offer."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def announce(self, camera: FoundCamera) -> None:
        """Tell viewers of a camera that was not offered before."""
        if not camera.is_added:
            told = DiscoveredCamera(camera.name, camera.address, camera.port)
            self._hub.publish(FOUND_TOPIC, told)
