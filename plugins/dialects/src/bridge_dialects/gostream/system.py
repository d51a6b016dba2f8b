"""The system gostream, switched on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bridge.api import (
    Admission,
    Claim,
    ForeignDialect,
    HealthReport,
    HttpRoutes,
    LinkOpening,
    PluginContext,
    Service,
    admit_neighbour,
)
from bridge_dialects.gostream.camera_link import CameraLink
from bridge_dialects.gostream.guest import guest_of
from bridge_dialects.gostream.loader import WriterLoader
from bridge_dialects.gostream.roster import SYSTEM, Roster
from bridge_dialects.gostream.settings import GostreamSettings
from bridge_dialects.gostream.viewer_link import ViewerLink
from bridge_dialects.shared.system import System
from bridge_dialects.shared.weakness import Weakness

if TYPE_CHECKING:
    from bridge_dialects.gostream.pages import GostreamPages

CAMERA_PATH = "/ws/camera"
VIEWER_PATH = "/ws/viewer"


class GostreamSystem:
    """Cameras that send JPEG, and viewers of MPEG-TS."""

    name = SYSTEM

    def __init__(self, context: PluginContext, settings: GostreamSettings) -> None:
        self._context = context
        self._settings = settings
        self._roster = Roster()
        self._loader = WriterLoader()

    def choose(self, opening: LinkOpening) -> ForeignDialect | None:
        """Return the dialect of a camera's or viewer's link, or None for any other.

        The ports of the older edition take any path, all others the two paths.
        """
        settings = self._settings
        if opening.port == settings.camera_port or opening.path == CAMERA_PATH:
            return CameraLink(guest_of(opening), self._roster)
        if opening.port == settings.viewer_port or opening.path == VIEWER_PATH:
            return ViewerLink(guest_of(opening), self._roster, self._loader.open_writer)
        return None

    def admit(self, claim: Claim) -> Admission:
        """Admit a peer for its network, or raise AdmissionRefused: it can show nothing else."""
        return admit_neighbour(claim, self._settings.networks)

    def services(self) -> Sequence[Service]:
        """Return what loads the writer of transport streams."""
        return (self._loader,)

    def add_routes(self, routes: HttpRoutes) -> None:
        """Add the pages to the main port, and to the system's own ports."""
        from bridge_dialects.gostream.pages import build_blueprint  # noqa: PLC0415 - slow.

        pages, devices = self._build_pages(), self._context.devices
        routes.add(build_blueprint(pages, devices), public=True)
        for port in self._own_ports():
            routes.add_port(port, plain=True)
            routes.add(build_blueprint(pages, devices, port), public=True, port=port)

    def _build_pages(self) -> "GostreamPages":
        from bridge_dialects.gostream.pages import GostreamPages  # noqa: PLC0415 - as above.

        return GostreamPages(self._context.devices, self._roster)

    def _own_ports(self) -> list[int]:
        settings = self._settings
        wanted = {settings.http_port, settings.camera_port, settings.viewer_port}
        return sorted(wanted - {0, self._context.port})

    def report_health(self, report: HealthReport) -> None:
        """Say who is here, and that nobody has to show a key."""
        roster = self._roster
        report.ok(f"gostream: {len(roster.cameras)} cameras, {roster.viewers} viewers")
        ports = sorted({self._context.port, *self._own_ports()})
        is_exposed = self._context.is_exposed
        Weakness(SYSTEM, ports, is_exposed, has_commands=False).report(report, self._settings)


def build_gostream(context: PluginContext) -> System | None:
    """Return the system, or None when it is off."""
    settings = context.legacy.settings(SYSTEM, GostreamSettings)
    return None if settings is None else GostreamSystem(context, settings)
