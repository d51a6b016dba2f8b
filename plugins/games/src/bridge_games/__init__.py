"""Exported games, served beside the bridge that they talk to."""

__version__ = "0.1.0"
