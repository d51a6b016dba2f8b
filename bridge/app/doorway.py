"""The front door of one bridge: what it serves, to whom, on which ports."""

import logging
import ssl

import trio

from bridge.app.assembly import Bridge
from bridge.app.description import describe_plugins
from bridge.app.health import HealthService
from bridge.app.settings import BridgeSettings
from bridge.app.statistics import StatisticsService, measure_usage
from bridge.model.errors import SettingsError
from bridge.transport.door_policy import DoorPolicy
from bridge.transport.front_door import DoorSettings, FrontDoor
from bridge.transport.http_app import HttpContext, build_http_app
from bridge.transport.http_rest import RestContext
from bridge.transport.http_server import HttpServer
from bridge.transport.listeners import open_listeners
from bridge.transport.native_sessions import NativeSessions, native_first
from bridge.transport.session_context import SessionContext, SessionLimits
from bridge.transport.turnstile import ConnectionLimits

logger = logging.getLogger("gamebridge.door")


class Doorway:
    """Sessions, HTTP routes and listeners, put together from settings and registries."""

    def __init__(self, bridge: Bridge) -> None:
        self._settings = bridge.settings
        self._is_draining = False
        self._extra_ports = bridge.registries.routes.ports
        gates = bridge.registries.stages.gates
        limits = bridge.settings.limits
        context = SessionContext(
            bridge.hub,
            bridge.directory,
            bridge.desk,
            bridge.clock,
            bridge.host.authenticate,
            bridge.host.authorize,
            bridge.host.command_requested,
            {media: gate for media, (_plugin, gate) in gates.items()},
            SessionLimits(limits.pictures_per_s, limits.messages_per_s),
        )
        self.sessions = NativeSessions(context)
        door_settings = self._door_settings()
        self.health = HealthService(bridge.host)
        rest = RestContext(
            lambda: describe_plugins(bridge),
            lambda: self.statistics.statistics(measure_usage()),
            self.health.report,
            lambda: self._is_draining,
        )
        app = build_http_app(
            HttpContext(context, rest, bridge.registries.routes, door_settings.policy)
        )
        self.http = HttpServer(app)
        choose = native_first(self.sessions, lambda _opening: None)
        self.door = FrontDoor(door_settings, choose, self.http)
        self.statistics = StatisticsService(bridge.hub, self.door, bridge.watchdog)

    def _door_settings(self) -> DoorSettings:
        settings = self._settings
        bridge = settings.bridge
        policy = DoorPolicy(frozenset(bridge.names), frozenset(bridge.origins))
        limits = ConnectionLimits(
            settings.limits.connections, settings.limits.connections_per_address
        )
        return DoorSettings(policy, limits, load_certificate(bridge))

    async def open_listeners(self) -> list[trio.SocketListener]:
        """Return listeners on the main port and then on the ports that plugins asked for.

        SettingsError when the main port cannot be had. A plugin's port that cannot be had
        is logged; the bridge starts without it.
        """
        hosts = [self._settings.bridge.host]
        listeners = await open_listeners(hosts, self._settings.bridge.port)
        for plugin, port in self._extra_ports:
            try:
                listeners += await open_listeners(hosts, port)
            except SettingsError as error:
                logger.error("plugin %s goes without its port: %s", plugin, error)
        return listeners

    async def say_goodbye(self) -> None:
        """Tell every peer that the bridge is shutting down."""
        self._is_draining = True
        self.sessions.drain()
        await self.door.drain()


def load_certificate(bridge: BridgeSettings) -> ssl.SSLContext | None:
    """Return the TLS settings, or None for plain text. SettingsError names a bad file."""
    if not bridge.tls_certificate:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(bridge.tls_certificate, bridge.tls_key)
    except OSError as error:
        files = f"{bridge.tls_certificate} and {bridge.tls_key}"
        raise SettingsError(f"TLS: {files} cannot be used: {error.strerror or error}") from None
    return context


def ports_of(listeners: list[trio.SocketListener]) -> list[int]:
    """Return the port of each listener."""
    return [int(listener.socket.getsockname()[1]) for listener in listeners]
