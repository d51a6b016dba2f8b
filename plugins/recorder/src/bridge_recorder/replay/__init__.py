"""Recordings, played so that games and pages take them for the devices that were recorded."""
