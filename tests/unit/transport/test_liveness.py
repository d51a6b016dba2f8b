"""Is the peer still there?"""

from bridge.transport.liveness import Liveness
from bridge.wire.constants import IDLE_TIMEOUT_US, PING_INTERVAL_US


def test_silence_for_the_whole_time_is_the_end() -> None:
    liveness = Liveness(0)
    assert not liveness.is_over(0, IDLE_TIMEOUT_US - 1)
    assert liveness.is_over(0, IDLE_TIMEOUT_US)


def test_any_byte_is_a_sign_of_life() -> None:
    liveness = Liveness(0)
    assert not liveness.is_over(1, IDLE_TIMEOUT_US - 1)
    assert not liveness.is_over(1, 2 * IDLE_TIMEOUT_US - 2)
    assert liveness.is_over(1, 2 * IDLE_TIMEOUT_US - 1)


def test_pings_are_sent_at_their_interval() -> None:
    liveness = Liveness(0)
    sent = [
        now for now in range(0, 3 * PING_INTERVAL_US + 1, 1_000_000) if liveness.is_ping_due(now)
    ]
    assert sent == [PING_INTERVAL_US, 2 * PING_INTERVAL_US, 3 * PING_INTERVAL_US]


def test_a_peer_has_more_than_one_ping_to_answer() -> None:
    assert IDLE_TIMEOUT_US >= 2 * PING_INTERVAL_US
