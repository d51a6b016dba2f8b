"""The table `[plugin.panel]`."""

import msgspec


class PanelSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an operator may decide about the page.

    `web_folder` serves other pages than the plugin's own, for example ones that are being
    worked on; empty means its own.
    """

    web_folder: str = ""
