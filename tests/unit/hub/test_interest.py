import trio
from trio.testing import wait_all_tasks_blocked

from bridge.hub.interest import Interest


async def test_waiting_for_interest_ends_when_it_comes_and_when_it_goes() -> None:
    interest = Interest("x/stream/a")
    order: list[str] = []

    async def follow() -> None:
        await interest.wait_wanted()
        order.append("wanted")
        await interest.wait_unwanted()
        order.append("unwanted")

    async with trio.open_nursery() as nursery:
        nursery.start_soon(follow)
        for count in (0, 1, 2, 0):
            await wait_all_tasks_blocked()
            interest.update(count, 0.0)
    assert order == ["wanted", "unwanted"]


def test_watchers_hear_of_changes_only() -> None:
    interest = Interest("x/stream/a")
    heard: list[int] = []
    stop = interest.watch(lambda i: heard.append(i.count))
    for count in (0, 1, 1, 2):
        interest.update(count, 0.0)
    stop()
    interest.update(5, 0.0)
    assert heard == [1, 2]
