"""The table `[legacy.s3cam]`."""

from bridge.api import LegacySettings, SettingsError

MIB = 1024 * 1024


class S3camSettings(LegacySettings, frozen=True, forbid_unknown_fields=True):
    """Ports are those that firmware and page have built in; 0 leaves one closed.

    Saved images are bounded by count and bytes; the oldest make room for new ones.
    """

    stream_port: int = 6972
    http_port: int = 6971
    max_picture_bytes: int = 5 * MIB
    max_saved_images: int = 10_000
    max_saved_bytes: int = 1024 * MIB


def check_settings(settings: S3camSettings) -> S3camSettings:
    """Return the settings, or raise SettingsError that names the bad one."""
    for name in ("stream_port", "http_port"):
        port: int = getattr(settings, name)
        if not 0 <= port <= 65535:
            raise SettingsError(f"[legacy.s3cam]: {name} {port}: a port is 1 to 65535, 0 is none")
    for name in ("max_picture_bytes", "max_saved_images", "max_saved_bytes"):
        limit: int = getattr(settings, name)
        if limit < 1:
            raise SettingsError(f"[legacy.s3cam]: {name} {limit}: expected 1 or more")
    if settings.stream_port == settings.http_port != 0:
        raise SettingsError(
            f"[legacy.s3cam]: stream_port and http_port are both {settings.http_port}: "
            "give each its own"
        )
    return settings
