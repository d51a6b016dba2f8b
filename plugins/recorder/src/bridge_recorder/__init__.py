"""Recordings: topics into MCAP files, cameras into MP4."""

__version__ = "0.1.0"
