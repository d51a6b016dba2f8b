"""Running stages: where, within which budget, and what happens when they fail.

Knows: the hub, stages, threads and worker processes. Does not know: any particular
stage, sockets, the wire.
"""
