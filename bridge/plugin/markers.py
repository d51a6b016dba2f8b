"""The pluggy project and its two decorators."""

import pluggy

PROJECT = "gamebridge"
ENTRY_POINT_GROUP = "gamebridge.plugins"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
