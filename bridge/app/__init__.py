"""The composition root: settings, lifetimes, logs, the command line.

Knows: everything below. It is the only place where rooms are put together.
"""
