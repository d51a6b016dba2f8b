"""The table `[legacy.gostream]`."""

from typing import Annotated

from msgspec import Meta

from bridge.api import LegacySettings

Port = Annotated[int, Meta(ge=0, le=65535)]


class GostreamSettings(LegacySettings, frozen=True, forbid_unknown_fields=True):
    """What an operator may choose. A port of 0 is not opened.

    `http_port` is where the Go edition has its pages and links, `camera_port` and
    `viewer_port` where the Python edition before it has its links.
    """

    http_port: Port = 8080
    camera_port: Port = 8765
    viewer_port: Port = 8766
