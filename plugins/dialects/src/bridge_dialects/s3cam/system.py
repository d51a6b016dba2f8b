"""The system s3cam, if it is switched on."""

from bridge.api import PluginContext
from bridge_dialects.s3cam.settings import S3camSettings, check_settings
from bridge_dialects.shared.system import System


def build_s3cam(context: PluginContext) -> System | None:
    """Return the system, or None when it is off. SettingsError names a bad setting."""
    found = context.legacy.settings("s3cam", S3camSettings)
    if found is None:
        return None
    settings = check_settings(found)
    from bridge_dialects.s3cam.running import (  # noqa: PLC0415 - off costs nothing.
        S3camSystem,
    )

    return S3camSystem(context, settings)
