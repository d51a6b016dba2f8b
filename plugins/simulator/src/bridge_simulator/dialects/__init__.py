"""Devices of foreign systems, as their firmware and its libraries put them on the wire.

Written from the facts about those systems alone. Does not know how the bridge reads them.
"""
