"""The system taghub, if it is switched on."""

from bridge.api import PluginContext
from bridge_dialects.shared.system import System
from bridge_dialects.taghub.settings import TaghubSettings, check_settings


def build_taghub(context: PluginContext) -> System | None:
    """Return the system, or None when it is off. SettingsError names a bad setting."""
    found = context.legacy.settings("taghub", TaghubSettings)
    if found is None:
        return None
    settings = check_settings(found)
    from bridge_dialects.taghub.running import (  # noqa: PLC0415 - off costs nothing.
        TaghubSystem,
    )

    return TaghubSystem(context, settings)
