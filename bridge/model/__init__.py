"""Values: topics, samples, poses, pictures, commands.

Knows: what is true of one fact. Does not know: I/O, trio, clocks, sockets, plugins.
A value cannot fail except by refusing to be constructed.
"""
