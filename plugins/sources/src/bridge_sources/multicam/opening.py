"""Whether multicam is switched on; while it is off none of its parts is loaded."""

from typing import TYPE_CHECKING

from bridge.api import PluginContext
from bridge_sources.multicam.settings import MulticamSettings

if TYPE_CHECKING:
    from bridge_sources.discovery.found import FoundCameras
    from bridge_sources.multicam.streams import SourceBook
    from bridge_sources.multicam.system import Multicam

SYSTEM = "multicam"


def open_multicam(
    context: PluginContext, sources: "SourceBook", found: "FoundCameras"
) -> "Multicam | None":
    """Return the system, or None when it is off. SettingsError names a bad setting."""
    settings = context.legacy.settings(SYSTEM, MulticamSettings)
    if settings is None:
        return None
    from bridge_sources.multicam.system import Multicam  # noqa: PLC0415 - see the module.

    return Multicam(context, settings, sources, found)
