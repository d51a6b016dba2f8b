"""`gamebridge`: the command line."""

from bridge.app.cli.program import main

__all__ = ["main"]
