"""JPEG in over `/ws/camera`, MPEG-TS out over `/ws/viewer`."""
