"""A sample as a subscriber sees it."""

from bridge.model.topics import TopicKind
from bridge.wire.received import ReceivedSample


def test_age_is_counted_from_when_the_world_was_so() -> None:
    sample = ReceivedSample("x/a", TopicKind.STATE, "Reading@1", 1, 1000, 3000, 4500, flags=5)
    assert (sample.age_us, sample.is_key_frame, sample.is_retained) == (3500, True, True)


def test_a_clock_that_is_a_little_off_makes_no_negative_age() -> None:
    sample = ReceivedSample("x/a", TopicKind.STATE, "Reading@1", 1, 1000, 900, 990)
    assert (sample.age_us, sample.is_key_frame, sample.is_retained) == (0, False, False)
