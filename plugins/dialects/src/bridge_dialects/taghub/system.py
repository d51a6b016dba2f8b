"""The system taghub, switched on."""

from bridge.api import PluginContext
from bridge_dialects.common.system import System


def build_taghub(_context: PluginContext) -> System | None:
    """Return the system, or None when it is off."""
    return None
