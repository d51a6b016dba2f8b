"""The system s3cam while it is on: its links, services, pages and health.

Knows: how the parts are put together. Does not know: what any of them does.
"""

from collections.abc import Sequence
from urllib.parse import parse_qs

from quart import Blueprint

from bridge.api import (
    Admission,
    AdmissionRefused,
    Claim,
    ForeignDialect,
    HealthReport,
    HttpRoutes,
    LinkOpening,
    PluginContext,
    Role,
    Service,
    admit_neighbour,
)
from bridge_dialects.s3cam.courier import Courier
from bridge_dialects.s3cam.dialect import S3camDialect
from bridge_dialects.s3cam.image_folder import ImageFolder
from bridge_dialects.s3cam.image_routes import ImageRoutes
from bridge_dialects.s3cam.image_saver import ImageSaver
from bridge_dialects.s3cam.routes import S3camRoutes
from bridge_dialects.s3cam.settings import S3camSettings
from bridge_dialects.s3cam.shown import ShownCamera, latest_jpeg
from bridge_dialects.s3cam.statistics import Statistics
from bridge_dialects.s3cam.surroundings import SYSTEM, Guest, Surroundings
from bridge_dialects.s3cam.tally import Tally, WaitingCommands
from bridge_dialects.shared.wall import WallClock, wall_s
from bridge_dialects.shared.weakness import Weakness

IMAGES_FOLDER = "s3cam-images"


class S3camSystem:
    """Cameras and pages on one port, pages and programs on the other."""

    name = SYSTEM

    def __init__(
        self, context: PluginContext, settings: S3camSettings, clock: WallClock = wall_s
    ) -> None:
        self._context = context
        self._settings = settings
        self._wall_s = clock
        tally, waiting = Tally(), WaitingCommands()
        hub, devices = context.hub, context.devices
        self.statistics = Statistics(hub, tally, waiting, clock)
        self.around = Surroundings(
            settings=settings,
            wall_s=clock,
            states=devices.states,
            latest_jpeg=lambda camera: latest_jpeg(hub, camera),
            stats=self.statistics.report,
            tally=tally,
            waiting=waiting,
        )
        folder = ImageFolder(
            context.state_dir / IMAGES_FOLDER,
            settings.max_saved_images,
            settings.max_saved_bytes,
        )
        self._saver = ImageSaver(hub, devices, folder, clock)
        self._courier = Courier(hub, devices, waiting)

    def choose(self, opening: LinkOpening) -> ForeignDialect | None:
        """Take every WebSocket on both ports, whatever its path."""
        if opening.port not in self._ports:
            return None
        wanted = parse_qs(opening.query).get("camera", [""])[0]
        origins = {value.lower() for name, value in opening.headers if name.lower() == "origin"}
        guest = Guest(opening.address, wanted[:64], may_command="null" not in origins)
        return S3camDialect(self.around, guest)

    def admit(self, claim: Claim) -> Admission:
        """Admit peers of the networks that the settings name: cameras, pages, lookers."""
        if claim.role not in (Role.DEVICE, Role.GAME, Role.VIEWER):
            raise AdmissionRefused(f"a {claim.role} needs a key, and {SYSTEM} peers have none")
        return admit_neighbour(claim, self._settings.networks)

    def services(self) -> Sequence[Service]:
        """Return the saver of images and the courier of commands."""
        return (self._saver, self._courier)

    def add_routes(self, routes: HttpRoutes) -> None:
        """Open both ports; only one of them has pages."""
        for port, blueprint in (
            (self._settings.http_port, self._pages().blueprint()),
            # Nothing is on it: neither pages nor the bridge's own routes.
            (self._settings.stream_port, Blueprint(f"{SYSTEM}_stream", __name__)),
        ):
            if port:
                routes.add_port(port, plain=True)
                routes.add(blueprint, public=True, port=port)

    def _pages(self) -> S3camRoutes:
        devices = self._context.devices
        shown = ShownCamera(self._context.hub, devices)
        images = ImageRoutes(self._saver, shown)
        return S3camRoutes(devices, shown, self.statistics, images, self._wall_s)

    def report_health(self, report: HealthReport) -> None:
        """Say where it is on, and who may come in."""
        Weakness(SYSTEM, self._ports, self._context.is_exposed).report(report, self._settings)
        if self._saver.fault:
            report.error(
                f"s3cam: saving pictures switched itself off: {self._saver.fault}",
                "make room on the disk, then switch it on again on the page at its port",
            )

    @property
    def _ports(self) -> tuple[int, ...]:
        return tuple(filter(None, (self._settings.stream_port, self._settings.http_port)))
