"""The router of samples.

Knows: topics, samples, who reads what and how long it may wait. Does not know: bytes on
a wire, sockets, plugins. Publishing is synchronous and never fails because of a reader.
"""
