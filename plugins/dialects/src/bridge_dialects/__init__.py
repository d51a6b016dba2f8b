"""Devices and pages of other systems, taken as they are."""

__version__ = "0.1.0"
