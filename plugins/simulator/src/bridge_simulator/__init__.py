"""Virtual ESP32 cameras: pictures with known truth, sent over real sockets.

Knows: how a camera sees, answers and fails. Does not know: how the bridge works inside.
"""

__version__ = "0.1.0"
