"""The page at `/`: the bridge, as people see it."""

__version__ = "0.1.0"
