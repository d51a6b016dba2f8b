from threading import Barrier

import pytest
import trio

from bridge.model.sample import Memo
from bridge.testing.fakes import FakeClock, Items, Number, build_hub


async def test_work_is_done_once_however_many_threads_ask() -> None:
    memo, barrier, made = Memo(), Barrier(4), []

    def make() -> int:
        made.append(1)
        return len(made)

    def ask() -> None:
        barrier.wait()
        assert memo.get("key", make) == 1

    limiter = trio.CapacityLimiter(4)
    async with trio.open_nursery() as nursery:
        for _ in range(4):
            nursery.start_soon(lambda: trio.to_thread.run_sync(ask, limiter=limiter))
    assert made == [1]


def test_a_failure_is_not_kept() -> None:
    memo = Memo()
    with pytest.raises(ZeroDivisionError):
        memo.get("key", lambda: 1 // 0)
    assert memo.peek("key") is None
    assert memo.get("key", lambda: 5) == 5
    assert memo.peek("key") == 5


def test_a_value_is_read_as_the_type_that_it_has() -> None:
    sample = build_hub(FakeClock()).publish("x/stream/a", Number(3))
    assert sample.value_as(Number).n == 3
    with pytest.raises(TypeError, match="holds Number, not Items"):
        sample.value_as(Items)
