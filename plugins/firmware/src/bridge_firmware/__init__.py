"""Firmware of devices: images that are kept, updates over the air, boards that are prepared."""

__version__ = "0.1.0"
