"""What a plugin is given: few things, all of them typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from logging import Logger
from pathlib import Path
from typing import TypeVar

import msgspec

from bridge.hub.hub import Hub
from bridge.model.clock import Clock
from bridge.model.errors import SettingsError
from bridge.plugin.devices import Devices
from bridge.plugin.legacy import LegacyTable
from bridge.plugin.peers import PeerSessions

S = TypeVar("S", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class PluginContext:
    """The bridge as one plugin sees it.

    `state_dir` is the bridge's private folder (mode 0700). `is_exposed` tells whether
    the bridge listens on more than loopback. `base_url` is where a browser on this
    machine finds it, `host` the address that a service's own sockets shall listen on and
    `port` the bridge's port. `legacy` tells which foreign systems are wanted,
    `peers` when a session is over.
    """

    name: str
    hub: Hub
    clock: Clock
    logger: Logger
    state_dir: Path
    devices: Devices
    base_url: str = ""
    is_exposed: bool = False
    host: str = "127.0.0.1"
    port: int = 8080
    legacy: LegacyTable = field(default_factory=LegacyTable)
    raw_settings: Mapping[str, object] = field(default_factory=dict)
    peers: PeerSessions = field(default_factory=PeerSessions)

    def settings(self, schema: type[S]) -> S:
        """Return the table `[plugin.<name>]` as a `schema`; SettingsError names a bad key."""
        try:
            return msgspec.convert(dict(self.raw_settings), schema)
        except msgspec.ValidationError as error:
            raise SettingsError(f"[plugin.{self.name}]: {error}") from None
