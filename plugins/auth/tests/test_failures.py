"""Wrong keys cost the address that shows them, and nobody else."""

from hypothesis import given
from hypothesis import strategies as st

from bridge_auth.failures import MAX_ADDRESSES, MINUTE_US, FailureLimiter


def test_address_without_failures_never_waits() -> None:
    assert FailureLimiter(10).wait_us("192.168.1.7", 0) == 0


def test_as_many_failures_as_allowed_are_free_and_the_next_waits() -> None:
    limiter = FailureLimiter(2)
    limiter.count("192.168.1.7", 0)
    assert limiter.wait_us("192.168.1.7", 0) == 0
    limiter.count("192.168.1.7", 0)
    assert limiter.wait_us("192.168.1.7", 0) == MINUTE_US // 2
    assert limiter.wait_us("192.168.1.8", 0) == 0


def test_one_host_is_one_address_however_many_it_gives_itself() -> None:
    limiter = FailureLimiter(1)
    limiter.count("fe80::1%eth0", 0)
    assert limiter.wait_us("fe80::aaaa", 0) > 0
    limiter.count("2001:db8:0:1::5", 0)
    assert limiter.wait_us("2001:db8:0:1:ffff::9", 0) > 0
    assert limiter.wait_us("2001:db8:0:2::5", 0) == 0


def test_address_that_is_none_is_counted_as_it_is() -> None:
    limiter = FailureLimiter(1)
    limiter.count("memory", 0)
    assert limiter.wait_us("memory", 0) > 0


def test_memory_for_addresses_is_bounded() -> None:
    limiter = FailureLimiter(1)
    for number in range(MAX_ADDRESSES + 1):
        limiter.count(f"10.0.{number // 256}.{number % 256}", 0)
    assert limiter.wait_us("10.0.0.0", 0) == 0
    assert limiter.wait_us("10.0.0.1", 0) > 0


@given(st.lists(st.integers(0, 5_000_000), max_size=200), st.integers(1, 30))
def test_no_address_gets_more_than_its_share(pauses_us: list[int], per_minute: int) -> None:
    limiter = FailureLimiter(per_minute)
    now_us, tried = 0, 0
    for pause_us in pauses_us:
        now_us += pause_us
        if limiter.wait_us("192.168.1.7", now_us) == 0:
            limiter.count("192.168.1.7", now_us)
            tried += 1
    assert tried <= per_minute + now_us * per_minute / MINUTE_US + 1
