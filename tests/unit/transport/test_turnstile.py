"""How many may come in."""

from bridge.transport.turnstile import ConnectionLimits, Turnstile

LIMITS = ConnectionLimits(total=4, per_address=2)


def test_an_address_has_its_share() -> None:
    turnstile = Turnstile(LIMITS)
    assert [turnstile.enter("10.0.0.1") is None for _ in range(3)] == [True, True, False]
    assert turnstile.enter("10.0.0.2") is None
    assert turnstile.refused == 1


def test_loopback_is_bound_by_the_total_alone() -> None:
    turnstile = Turnstile(LIMITS)
    assert [turnstile.enter("127.0.0.1") is None for _ in range(5)] == [True] * 4 + [False]


def test_who_leaves_makes_room() -> None:
    turnstile = Turnstile(LIMITS)
    for _ in range(2):
        turnstile.enter("10.0.0.1")
    turnstile.leave("10.0.0.1")
    assert turnstile.enter("10.0.0.1") is None
    assert turnstile.count == 2


def test_a_refusal_says_when_to_come_back() -> None:
    turnstile = Turnstile(ConnectionLimits(total=0))
    fault = turnstile.enter("10.0.0.1")
    assert fault is not None
    assert fault.status == 503
    assert ("Retry-After", "2") in fault.headers
