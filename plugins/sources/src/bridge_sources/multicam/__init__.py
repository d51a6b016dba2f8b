"""The system multicam: its routes, its live events, its dashboard."""
