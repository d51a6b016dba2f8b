"""The table `[legacy.multicam]`."""

from bridge.api import LegacySettings


class MulticamSettings(LegacySettings, frozen=True, forbid_unknown_fields=True):
    """Where multicam's pages and programs find the bridge.

    `http_port` has the routes, the dashboard, `/events` and Socket.IO.
    """

    http_port: int = 5000
