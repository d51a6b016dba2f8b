"""Who may join the bridge, and what they may do."""

__version__ = "0.1.0"
