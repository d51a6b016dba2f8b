"""The table `[legacy.taghub]`."""

from bridge.api import LegacySettings, SettingsError, parse_device_id

MAX_MESSAGES_PER_S = 60.0


class TaghubSettings(LegacySettings, frozen=True, forbid_unknown_fields=True):
    """Ports are those that firmware and games have built in; 0 leaves one closed.

    `token` is what the devices show; without one only devices on this machine come in,
    except by UDP, which has no place for a token and is a matter of `networks`. Boards that
    post pictures show none either: with `picture_posts` they need none once `token` is set
    for the others. `cameras`
    are the devices whose tags games are told, by id; empty means all. `nested` repeats
    the fields of a tag in `data`, for games of the older guide.
    """

    http_port: int = 5000
    websocket_port: int = 5100
    udp_port: int = 5200
    udp: bool = True
    token: str = ""
    picture_posts: bool = True
    family: str = "tag36h11"
    cameras: tuple[str, ...] = ()
    nested: bool = False
    messages_per_s: float = 50.0
    presence_s: float = 15.0


def check_settings(settings: TaghubSettings) -> TaghubSettings:
    """Return the settings, or raise SettingsError that names the bad one."""
    for name in ("http_port", "websocket_port", "udp_port"):
        port: int = getattr(settings, name)
        if not 0 <= port <= 65535:
            raise SettingsError(f"[legacy.taghub]: {name} {port}: a port is 0 to 65535")
    if settings.http_port == settings.websocket_port != 0:
        raise SettingsError(
            f"[legacy.taghub]: http_port and websocket_port are both {settings.http_port}: "
            "give each its own"
        )
    try:
        for camera in settings.cameras:
            parse_device_id(camera)
    except ValueError as error:
        raise SettingsError(f"[legacy.taghub]: cameras: {error}") from None
    if not 0 < settings.messages_per_s <= MAX_MESSAGES_PER_S:
        raise SettingsError(
            f"[legacy.taghub]: messages_per_s {settings.messages_per_s:g}: a game takes one "
            f"message per picture that it draws, so above 0 and at most {MAX_MESSAGES_PER_S:g}"
        )
    if not 1 <= settings.presence_s <= 3600:
        raise SettingsError(
            f"[legacy.taghub]: presence_s {settings.presence_s:g}: expected 1 to 3600"
        )
    return settings
