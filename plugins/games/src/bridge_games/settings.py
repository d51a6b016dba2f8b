"""The table `[plugin.games]`."""

import msgspec


class GamesSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which games are always there, beside those that people add.

    Each of `folders` is an exported game or a folder of them. The games named in `trusted`
    go without the sandbox, as after `gamebridge games trust NAME`.
    """

    folders: tuple[str, ...] = ()
    trusted: tuple[str, ...] = ()
