"""A service: a plugin's free loop."""

from typing import Protocol

import trio


class Service(Protocol):
    """Work that lives as long as the bridge does."""

    name: str

    async def run(self, *, task_status: trio.TaskStatus[None]) -> None:
        """Work until cancelled; call `task_status.started()` once ready."""
        ...  # pragma: no cover
