"""Puts together what the sources of one bridge are made of."""

import ipaddress
from collections.abc import Callable, Iterable

from bridge.api import HealthReport, HttpRoutes, PluginContext, RecordStore, Service, SettingsError
from bridge_sources.address import AddressPolicy
from bridge_sources.camera import Camera, Outlet
from bridge_sources.camera_http import HttpCamera
from bridge_sources.capture81_front import build_capture81_camera
from bridge_sources.card import build_card
from bridge_sources.discovery.routes import build_found_blueprint
from bridge_sources.discovery.service import Discovery, DiscoveryChoice
from bridge_sources.http_client import CameraHttp
from bridge_sources.multicam.opening import SYSTEM, open_multicam
from bridge_sources.multicam.settings import MulticamSettings
from bridge_sources.probe import find_kind
from bridge_sources.records import SourceFailed, SourceRecord
from bridge_sources.routes import build_blueprint
from bridge_sources.settings import SourcesSettings
from bridge_sources.source_outlet import Surroundings
from bridge_sources.source_run import Tools
from bridge_sources.sources import Sources
from bridge_sources.wall import wall_s


class Parts:
    """The sources, their finders, and multicam's port if it is wanted.

    SettingsError when settings or the store are wrong.
    """

    def __init__(self, context: PluginContext) -> None:
        self._context = context
        self._routes: HttpRoutes | None = None
        settings = context.settings(SourcesSettings)
        self.sources = open_sources(context, settings, self._own_ports)
        # Its pages wait for cameras that answer its broadcasts.
        is_multicam = context.legacy.settings(SYSTEM, MulticamSettings) is not None
        is_asking = settings.discover or is_multicam
        choice = DiscoveryChoice(is_asking, settings.discover, settings.discover_port)
        self.discovery = Discovery(self.sources, context.clock, choice)
        self.multicam = open_multicam(context, self.sources, self.discovery.found)

    def services(self) -> list[Service]:
        """Return what runs as long as the bridge."""
        services: list[Service] = [self.sources, self.discovery]
        return services if self.multicam is None else [*services, self.multicam.polling]

    def add_routes(self, routes: HttpRoutes) -> None:
        """Add what is served."""
        now_us = self._context.clock.now_us
        routes.add(build_blueprint(self.sources, now_us))
        routes.add(build_found_blueprint(self.discovery, now_us))
        routes.add(build_card(), public=True)
        if self.multicam is not None:
            self.multicam.add_routes(routes)
        # Plugins whose turn comes later may still add ports to it.
        self._routes = routes

    def _own_ports(self) -> set[int]:
        wishes = [] if self._routes is None else self._routes.ports
        return {self._context.port, *(wish.port for wish in wishes)}

    def report_health(self, report: HealthReport) -> None:
        """Say how all of them are."""
        self.sources.report_health(report)
        self.discovery.report_health(report)
        if self.multicam is not None:
            self.multicam.report_health(report)


def open_sources(
    context: PluginContext, settings: SourcesSettings, own_ports: Callable[[], Iterable[int]]
) -> Sources:
    """Return the sources of a bridge; SettingsError when settings or store are wrong."""
    for network in settings.networks:
        try:
            ipaddress.ip_network(network)
        except ValueError as error:
            raise SettingsError(f"[plugin.{context.name}] networks: {error}") from None
    policy = AddressPolicy(settings.networks, own_ports)
    http = CameraHttp(policy)

    async def find(record: SourceRecord) -> SourceRecord:
        try:
            return await find_kind(http, record)
        except ValueError as error:
            raise SourceFailed(str(error)) from None

    def build(outlet: Outlet) -> Camera:
        if outlet.record.kind != "capture81":
            return HttpCamera(http, outlet)
        return build_capture81_camera(outlet, http, policy, context.hub)

    around = Surroundings(context.hub, context.clock, context.devices, context.logger, wall_s)
    tools = Tools(around, find, build)
    return Sources(
        tools, policy, RecordStore(context.state_dir, "sources", SourceRecord), settings.cameras
    )
