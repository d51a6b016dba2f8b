"""A bridge, put together but not yet running."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bridge.app.core_topics import CORE_TOPICS
from bridge.app.settings import Settings
from bridge.app.supervisor import Supervisor
from bridge.app.watchdog import Watchdog
from bridge.hub.commands import CommandDesk
from bridge.hub.directory import DeviceDirectory
from bridge.hub.hub import Hub
from bridge.hub.safe_stop import SafeStop
from bridge.model.clock import Clock
from bridge.pipeline.pipeline import Pipeline
from bridge.plugin.bridge_methods import CallRegistry
from bridge.plugin.context import PluginContext
from bridge.plugin.host import PluginHost
from bridge.plugin.legacy import LegacyTable
from bridge.plugin.loader import PluginRecord
from bridge.plugin.registry import (
    HttpRoutes,
    PanelRegistry,
    ServiceRegistry,
    StageRegistry,
    TopicRegistry,
)
from bridge.transport.bridge_calls import BridgeCalls
from bridge.transport.hosted_devices import HostedDevices
from bridge.transport.session_context import SessionContext, SessionLimits


@dataclass(frozen=True, slots=True)
class Registries:
    """What plugins have added."""

    topics: TopicRegistry
    stages: StageRegistry
    services: ServiceRegistry
    calls: CallRegistry
    routes: HttpRoutes
    panels: PanelRegistry


class Bridge:
    """All the rooms of one bridge. Two of them can live in one process."""

    def __init__(
        self,
        settings: Settings,
        records: Sequence[PluginRecord],
        clock: Clock,
        state_dir: Path,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.state_dir = state_dir
        self.host = PluginHost(list(records))
        self.registries = Registries(
            TopicRegistry(),
            StageRegistry(),
            ServiceRegistry(),
            CallRegistry(),
            HttpRoutes(),
            PanelRegistry(),
        )
        self.registries.topics.add(*CORE_TOPICS)
        self.host.register_topics(self.registries.topics)
        self.hub = Hub(clock, self.registries.topics.find)
        self.directory = DeviceDirectory(self.hub)
        self.directory.watch(self.host.device_joined, self.host.device_left)
        self.desk = CommandDesk(self.directory, clock)
        self.safe_stop = SafeStop(self.desk, self.directory, clock)
        self.calls = BridgeCalls(self.registries.calls, clock, self.host.blame)
        self.legacy = LegacyTable(settings.legacy)
        self.sessions = self._session_context()
        self.devices = HostedDevices(self.sessions)
        self.host.register_stages(self.registries.stages, self.context_for)
        self.host.register_services(self.registries.services, self.context_for)
        self.host.register_calls(self.registries.calls, self.context_for)
        self.host.register_http(self.registries.routes, self.context_for)
        self.host.register_panels(self.registries.panels)
        self.pipeline = Pipeline(self.hub, self.registries.stages)
        self.watchdog = Watchdog(_packages_of(records))
        self.supervisors = [
            Supervisor(plugin, service) for plugin, service in self.registries.services
        ]

    def _session_context(self) -> SessionContext:
        limits = self.settings.limits
        return SessionContext(
            self.hub,
            self.directory,
            self.desk,
            self.safe_stop,
            self.calls,
            self.clock,
            self.host.authenticate,
            self.host.authorize,
            self.host.command_requested,
            self.registries.stages.find_gate,
            SessionLimits(limits.pictures_per_s, limits.messages_per_s),
        )

    def context_for(self, plugin: str) -> PluginContext:
        """Return the bridge as one plugin sees it."""
        bridge = self.settings.bridge
        scheme = "https" if bridge.tls_certificate else "http"
        host = bridge.host if self.settings.is_exposed else "127.0.0.1"
        if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound.
            host = "127.0.0.1"
        return PluginContext(
            plugin,
            self.hub,
            self.clock,
            logging.getLogger(f"gamebridge.plugin.{plugin}"),
            self.state_dir,
            self.devices,
            f"{scheme}://{host}:{bridge.port}",
            self.settings.is_exposed,
            bridge.host,
            bridge.port,
            self.legacy,
            self.settings.plugin.get(plugin, {}),
            self.sessions.peers,
        )


def _packages_of(records: Sequence[PluginRecord]) -> dict[str, str]:
    return {
        record.module.__name__.partition(".")[0]: record.name
        for record in records
        if record.module is not None
    }
