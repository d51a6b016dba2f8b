"""Cameras that the bridge asks for pictures."""

__version__ = "0.1.0"
