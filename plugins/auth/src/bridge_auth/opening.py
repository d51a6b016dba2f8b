"""Puts the parts together for one bridge."""

from dataclasses import dataclass

from bridge.api import HealthReport, HttpRoutes, PluginContext, Role
from bridge_auth.access_routes import build_access_routes
from bridge_auth.address_routes import build_address_routes
from bridge_auth.bookkeeper import Bookkeeper
from bridge_auth.card import build_card
from bridge_auth.gate import Gate
from bridge_auth.invitation import invite
from bridge_auth.keyring import Keyring
from bridge_auth.pairing.desk import PairingDesk
from bridge_auth.pairing.limits import PairingLimits
from bridge_auth.pairing.requests import Pairings
from bridge_auth.pairing.routes import build_operator_routes, build_peer_routes
from bridge_auth.settings import AuthSettings
from bridge_auth.store import open_store
from bridge_auth.wall import wall_s
from bridge_auth.writer import StoreWriter


@dataclass(frozen=True, slots=True)
class Parts:
    """The plugin of one bridge: its judge, its books, and where peers ask for a key."""

    gate: Gate
    bookkeeper: Bookkeeper
    keyring: Keyring
    desk: PairingDesk
    writer: StoreWriter
    context: PluginContext

    def add_routes(self, routes: HttpRoutes) -> None:
        """Add /v1/pairing for everybody, the rest for people of the bridge."""
        logger = self.context.logger
        now_us = self.context.clock.now_us
        routes.add(build_peer_routes(self.desk), public=True)
        routes.add(build_operator_routes(self.desk, now_us), role=Role.OPERATOR)
        access = build_access_routes(self.keyring, self.writer, logger)
        routes.add(access, role=Role.OPERATOR)
        routes.add(build_address_routes(self.context))
        routes.add(build_card(), public=True)

    def report_health(self, report: HealthReport) -> None:
        """Say what is weak, and who waits."""
        self.gate.report_health(report)
        self.desk.report_health(report)


def open_parts(context: PluginContext) -> Parts:
    """Return the parts for one bridge.

    SettingsError when the settings are wrong or the key store cannot be read: a bridge
    that cannot check keys must not start as if it could.
    """
    settings = context.settings(AuthSettings)
    store = open_store(context.state_dir, wall_s)
    keyring = Keyring(store, wall_s)
    if context.is_exposed and settings.viewer_key_on_lan:
        invite(keyring, context.base_url, wall_s())
    gate = Gate(
        settings,
        keyring,
        context.clock,
        context.logger,
        wall_s=wall_s,
        is_exposed=context.is_exposed,
    )
    writer = StoreWriter(context.state_dir, wall_s)
    desk = PairingDesk(Pairings(_limits(settings), context.clock), writer, context.logger)
    bookkeeper = Bookkeeper(keyring, context.state_dir, wall_s, store)
    return Parts(gate, bookkeeper, keyring, desk, writer, context)


def _limits(settings: AuthSettings) -> PairingLimits:
    return PairingLimits(
        settings.pairing,
        settings.pairings,
        settings.pairings_per_address,
        settings.pairings_per_minute,
    )
