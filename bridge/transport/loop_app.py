"""A Quart application that runs everything on the loop.

Quart gives plain functions a thread. What routes look at (the hub, the directory, keys)
belongs to the loop, and a route that reads it from a thread fails now and then, or always;
so here a plain function runs where it is called, and must be as quick as any other.
"""

from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

from quart_trio import QuartTrio

P = ParamSpec("P")
T = TypeVar("T")


class LoopApp(QuartTrio):
    """Calls plain view functions and hooks on the loop."""

    def sync_to_async(self, func: Callable[P, T]) -> Callable[P, Awaitable[T]]:
        """Return a plain function as one that can be awaited, without a thread."""

        async def call(*args: P.args, **kwargs: P.kwargs) -> T:
            return func(*args, **kwargs)

        return call
