"""The table `[legacy.multicam]`."""

from typing import Annotated

from msgspec import Meta

from bridge.api import LegacySettings

Port = Annotated[int, Meta(ge=0, le=65535)]


class MulticamSettings(LegacySettings, frozen=True, forbid_unknown_fields=True):
    """Where multicam's pages and programs find the bridge.

    `http_port` has the routes, the dashboard, `/events` and Socket.IO; 0 leaves it closed,
    and cameras are searched for all the same.
    """

    http_port: Port = 5000
