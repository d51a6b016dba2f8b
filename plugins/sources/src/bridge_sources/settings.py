"""The table `[plugin.sources]`."""

from typing import Annotated

import msgspec

from bridge_sources.records import SourceRecord


class SourcesSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which cameras the bridge asks, and where it may look for them.

    `networks` are the networks whose cameras are asked, as in "192.168.1.0/24"; empty
    means the private networks that this machine is in. Loopback and link-local networks
    must be named themselves. `cameras` are sources that are always there, beside those
    that people add. `discover` looks for cameras all the time, by mDNS and by asking at
    `discover_port`; without it, only when somebody searches.
    """

    networks: tuple[str, ...] = ()
    cameras: tuple[SourceRecord, ...] = ()
    discover: bool = False
    discover_port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 8888
