"""Finds AprilTags in camera pictures and publishes where they are."""

__version__ = "0.1.0"
