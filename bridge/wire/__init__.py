"""Messages and bytes: native protocol v1 (docs/protocol.md), and what every dialect is.

Knows: what bytes mean and what may follow what. Does not know: sockets, trio, clocks,
logging, the hub. Given the same bytes and the same `now_us` it returns the same events.
"""
