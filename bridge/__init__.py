"""gamebridge: a telemetry bridge between ESP32 devices and game engines."""

__version__ = "0.1.0"
