"""The ESP32-S3 camera over WebSocket, ports 6971 and 6972."""
