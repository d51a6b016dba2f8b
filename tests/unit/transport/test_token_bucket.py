"""Rates."""

from hypothesis import given
from hypothesis import strategies as st

from bridge.transport.token_bucket import TokenBucket


def test_a_burst_passes_and_then_the_rate_holds() -> None:
    bucket = TokenBucket(10, 3)
    assert [bucket.admits(0) for _ in range(4)] == [True, True, True, False]
    assert [bucket.admits(100_000), bucket.admits(100_000)] == [True, False]


@given(st.lists(st.integers(0, 300_000), min_size=1, max_size=60))
def test_never_more_than_burst_plus_rate(pauses_us: list[int]) -> None:
    bucket = TokenBucket(10, 3)
    now_us, passed = 0, 0
    for pause_us in pauses_us:
        now_us += pause_us
        passed += bucket.admits(now_us)
    assert passed <= 3 + now_us / 100_000
