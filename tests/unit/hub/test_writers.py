import trio
from trio.testing import wait_all_tasks_blocked

from bridge.hub.writers import Writers


async def test_the_first_writer_and_the_end_of_the_last_are_waited_for() -> None:
    writers, heard = Writers(), list[str]()

    async def watch() -> None:
        await writers.wait_any()
        heard.append("any")
        await writers.wait_none()
        heard.append("none")

    async with trio.open_nursery() as nursery:
        nursery.start_soon(watch)
        await wait_all_tasks_blocked()
        leave_first, leave_second = writers.enter(), writers.enter()
        await wait_all_tasks_blocked()
        leave_first()
        await wait_all_tasks_blocked()
        assert (heard, writers.count) == (["any"], 1)
        leave_second()
    assert heard == ["any", "none"]


def test_a_writer_leaves_once() -> None:
    writers = Writers()
    leave = writers.enter()
    writers.enter()
    leave()
    leave()
    assert writers.count == 1
