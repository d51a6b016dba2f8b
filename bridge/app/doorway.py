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
from bridge.plugin.registry import PortWish
from bridge.transport.door_policy import DoorPolicy
from bridge.transport.foreign_sessions import ForeignSessions
from bridge.transport.front_door import DoorSettings, FrontDoor
from bridge.transport.http_app import HttpContext, build_http_app
from bridge.transport.http_rest import RestContext
from bridge.transport.http_server import HttpServer
from bridge.transport.listeners import open_listeners
from bridge.transport.native_sessions import NativeSessions, native_first
from bridge.transport.turnstile import ConnectionLimits

logger = logging.getLogger("gamebridge.door")


class Doorway:
    """Sessions, HTTP routes and listeners, put together from settings and registries."""

    def __init__(self, bridge: Bridge) -> None:
        self._settings = bridge.settings
        self._is_draining = False
        self._extra_ports = _extra_ports(bridge)
        context = bridge.sessions
        self.sessions = NativeSessions(context)
        self.foreign_sessions = ForeignSessions(context, bridge.host.choose_dialect)
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
        self.http = HttpServer(app, bridge.registries.routes.site_ports)
        choose = native_first(self.sessions, self.foreign_sessions.choose)
        self.door = FrontDoor(door_settings, choose, self.http)
        self.statistics = StatisticsService(bridge.hub, self.door, bridge.watchdog)

    def _door_settings(self) -> DoorSettings:
        settings = self._settings
        bridge = settings.bridge
        ports = frozenset(wish.port for wish in self._extra_ports) | {bridge.port}
        policy = DoorPolicy(
            frozenset(bridge.names), frozenset(bridge.origins), ports, bridge.allow_file_origin
        )
        plain = frozenset(wish.port for wish in self._extra_ports if wish.is_plain)
        limits = ConnectionLimits(
            settings.limits.connections, settings.limits.connections_per_address
        )
        return DoorSettings(policy, limits, load_certificate(bridge), plain)

    async def open_listeners(self) -> list[trio.SocketListener]:
        """Return listeners on the main port and then on the ports that plugins asked for.

        SettingsError when the main port cannot be had. A plugin's port that cannot be had
        is logged; the bridge starts without it.
        """
        hosts = [self._settings.bridge.host]
        listeners = await open_listeners(hosts, self._settings.bridge.port)
        for wish in self._extra_ports:
            try:
                listeners += await open_listeners(hosts, wish.port)
            except SettingsError as error:
                logger.error("plugin %s goes without its port: %s", wish.plugin, error)
        return listeners

    async def say_goodbye(self) -> None:
        """Tell every peer that the bridge is shutting down."""
        self._is_draining = True
        self.sessions.drain()
        self.foreign_sessions.drain()
        await self.door.drain()


def _extra_ports(bridge: Bridge) -> tuple[PortWish, ...]:
    """Return the ports that plugins want besides the main one, each once (0 is any port)."""
    taken = {bridge.settings.bridge.port} - {0}
    wishes: list[PortWish] = []
    for wish in bridge.registries.routes.ports:
        if wish.port not in taken:
            wishes.append(wish)
            taken |= {wish.port} - {0}
    return tuple(wishes)


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
