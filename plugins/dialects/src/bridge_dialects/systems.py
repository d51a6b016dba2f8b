"""The systems that the operator has switched on.

Each is made by its own sub-package; a system that is off costs nothing, not even an import.
"""

from collections.abc import Callable

from bridge.api import PluginContext
from bridge_dialects.gostream.system import build_gostream
from bridge_dialects.s3cam.system import build_s3cam
from bridge_dialects.shared.system import System
from bridge_dialects.taghub.system import build_taghub

# What each returns is None when its system is off. They are asked in turn whose a link
# is: gostream, which knows its links by their path on any port, comes last.
BUILDERS: tuple[Callable[[PluginContext], System | None], ...] = (
    build_s3cam,
    build_taghub,
    build_gostream,
)


def build_systems(context: PluginContext) -> dict[str, System]:
    """Return the systems that are on, by name. SettingsError names a bad setting."""
    built = (build(context) for build in BUILDERS)
    return {system.name: system for system in built if system is not None}
