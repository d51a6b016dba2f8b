"""A nursery for background tasks that end all their own errors.

The program inside `async with open_client(...)` knows nothing of the tasks behind it, so
its own exceptions should come out as they are, and not in a group.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import trio


@asynccontextmanager
async def open_plain_nursery() -> AsyncIterator[trio.Nursery]:
    """Open a nursery; a single exception that is no cancellation leaves it bare."""
    try:
        async with trio.open_nursery() as nursery:
            yield nursery
    except BaseExceptionGroup as group:
        errors = [error for error in group.exceptions if not isinstance(error, trio.Cancelled)]
        if len(errors) != 1:
            raise
        (error,) = errors
        raise error from error.__cause__
