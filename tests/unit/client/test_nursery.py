"""Exceptions come out as they went in."""

from collections.abc import Awaitable, Callable

import pytest
import trio

from bridge.client.nursery import open_plain_nursery


async def _fail() -> None:
    raise KeyError("task")


async def _work(body: Callable[[], Awaitable[None]], failing_tasks: int = 0) -> None:
    async with open_plain_nursery() as nursery:
        nursery.start_soon(trio.sleep_forever)
        for _ in range(failing_tasks):
            nursery.start_soon(_fail)
        await body()


async def test_an_exception_of_the_block_comes_out_bare() -> None:
    with pytest.raises(KeyError, match="task"):
        await _work(_fail)


async def test_an_exception_of_a_task_comes_out_bare_too() -> None:
    with pytest.raises(KeyError, match="task"):
        await _work(trio.sleep_forever, failing_tasks=1)


async def test_two_exceptions_stay_a_group() -> None:
    with pytest.RaisesGroup(KeyError, KeyError):
        await _work(trio.sleep_forever, failing_tasks=2)


async def test_cancellation_passes_through() -> None:
    with trio.CancelScope() as scope:
        async with open_plain_nursery() as nursery:
            nursery.start_soon(trio.sleep_forever)
            scope.cancel()
            await trio.sleep_forever()
    assert scope.cancelled_caught
