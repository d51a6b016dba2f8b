"""Camera pictures as H.264, MJPEG and snapshots, behind a gate that no bad JPEG passes."""

__version__ = "0.1.0"
