from hypothesis import given
from hypothesis import strategies as st

from bridge_dialects.taghub.game_feed import BURST, MAX_WAITING, GameFeed

SECOND_US = 1_000_000


def test_newest_word_about_a_tag_wins_and_keeps_its_turn() -> None:
    feed = GameFeed(1)
    feed.put(("a", 1), "first")
    assert feed.take(0) == ["first"]
    feed.put(("a", 1), "old")
    feed.put(("a", 2), "other")
    feed.put(("a", 1), "new")
    assert feed.take(SECOND_US) == ["new"]
    assert feed.take(2 * SECOND_US) == ["other"]
    assert feed.replaced == 1
    assert feed.next_due_us is None


def test_tags_of_one_picture_leave_together() -> None:
    feed = GameFeed(50)
    for tag in range(BURST):
        feed.put(("a", tag), str(tag))
    assert len(feed.take(0)) == BURST


def test_next_turn_is_told() -> None:
    feed = GameFeed(10)
    for tag in range(BURST + 1):
        feed.put(("a", tag), str(tag))
    feed.take(0)
    due_us = feed.next_due_us
    assert due_us is not None
    assert feed.take(due_us - 5_000) == []
    assert feed.take(due_us) == [str(BURST)]


def test_waiting_has_a_bound() -> None:
    feed = GameFeed(1)
    for tag in range(MAX_WAITING + 10):
        feed.put(("a", tag), str(tag))
    assert feed.replaced == 10
    assert feed.take(0) == ["10"]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 40_000)), max_size=200))
def test_no_game_gets_more_than_its_rate(words: list[tuple[int, int]]) -> None:
    feed, now_us, left = GameFeed(50), 0, 0
    for tag, pause_us in words:
        now_us += pause_us
        feed.put(("a", tag), "x")
        left += len(feed.take(now_us))
    assert left <= BURST + now_us * 50 / SECOND_US + 1
