"""Pairing: a peer without a key asks, a person compares six digits, and both sides have a key
that never travelled (docs/protocol.md §10.1)."""
