"""Requests that wait."""

import pytest

from bridge.client.answers import PendingRequests
from bridge.client.errors import ClientClosed, ClientRefused


async def test_an_answer_reaches_who_asked() -> None:
    requests = PendingRequests[int]()
    with requests.expect("1") as pending:
        requests.give("2", 8)
        requests.give("1", 7)
        assert await pending.wait() == 7


async def test_a_refusal_is_raised() -> None:
    requests = PendingRequests[int]()
    with requests.expect("1") as pending:
        requests.refuse("1", ClientRefused("forbidden", ""))
        requests.refuse("2", ClientRefused("forbidden", ""))
        with pytest.raises(ClientRefused):
            await pending.wait()


async def test_the_end_of_the_link_ends_all_that_waits_and_all_that_comes() -> None:
    requests = PendingRequests[int]()
    with requests.expect("1") as pending:
        requests.fail(ClientClosed(1006, ""))
        with pytest.raises(ClientClosed):
            await pending.wait()
    with pytest.raises(ClientClosed), requests.expect("2"):
        pass


def test_an_answer_that_nobody_waits_for_any_more_is_dropped() -> None:
    requests = PendingRequests[int]()
    with requests.expect("1"):
        pass
    requests.give("1", 7)
