"""What a plugin is: hooks, registrars, stages, services, loading.

Knows: the hub and values. Does not know: any particular plugin, sockets, the program.
"""
