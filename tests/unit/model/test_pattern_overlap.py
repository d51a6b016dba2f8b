"""What two patterns have in common, checked against what they match."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.pattern_overlap import overlap
from bridge.model.topics import parse_pattern


@pytest.mark.parametrize(
    ("wanted", "granted", "shared"),
    [
        ("**", "device/**", "device/**"),
        ("device/*/tags", "device/cam-1/**", "device/cam-1/tags"),
        ("device/cam-1/tags", "device/**", "device/cam-1/tags"),
        ("device/cam-1/**", "device/*/tags", "device/cam-1/tags"),
        ("device/*/tags", "world/**", None),
        ("device/a", "device/a/b", None),
        ("**", "sys/**", None),
        ("sys/**", "sys/**", "sys/**"),
        ("*/x", "sys/x", None),
        ("a/**", "a", "a"),
    ],
)
def test_the_overlap_is_the_narrower_one(wanted: str, granted: str, shared: str | None) -> None:
    assert overlap(wanted, granted) == shared


CHUNKS = st.lists(st.sampled_from(["a", "b", "*"]), min_size=1, max_size=3)
PATTERNS = st.builds(
    lambda chunks, tail: "/".join(chunks + tail), CHUNKS, st.sampled_from([[], ["**"]])
)
TOPICS = st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=5).map("/".join)


@given(PATTERNS, PATTERNS, st.lists(TOPICS, max_size=20))
def test_the_overlap_matches_what_both_match(wanted: str, granted: str, topics: list[str]) -> None:
    shared = overlap(wanted, granted)
    for topic in topics:
        both = parse_pattern(wanted).matches(topic) and parse_pattern(granted).matches(topic)
        assert (shared is not None and parse_pattern(shared).matches(topic)) == both
