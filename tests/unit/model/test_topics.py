import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.topics import (
    Media,
    TopicKind,
    TopicPattern,
    TopicSpec,
    parse_pattern,
    parse_topic,
)
from bridge.testing.fakes import Number

CHUNKS = st.text("abc019_-", min_size=1, max_size=6)
TOPICS = st.lists(CHUNKS, min_size=1, max_size=8).map("/".join)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("device//tags", "chunk 1 is empty"),
        ("/device", "chunk 0 is empty"),
        ("device/Cam/tags", "chunk 1 is 'Cam'"),
        ("device/*/tags", "chunk 1 is '\\*'"),
        ("a/" * 8 + "a", "more than 8"),
        ("a" * 33, "chunk 0"),
        ("/".join(["a" * 32] * 7), "characters"),
    ],
)
def test_a_wrong_topic_is_refused_with_the_chunk_that_is_wrong(text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        parse_topic(text)


@pytest.mark.parametrize(
    ("pattern", "topic", "matches"),
    [
        ("device/*/tags", "device/cam-1/tags", True),
        ("device/*/tags", "device/cam-1/x/tags", False),
        ("device/**", "device/cam-1/camera/jpeg", True),
        ("device/**", "device", True),
        ("device/**", "world/a", False),
        ("**", "device/a", True),
        ("**", "sys/statistics", False),
        ("*/statistics", "sys/statistics", False),
        ("sys/**", "sys/statistics", True),
        ("a/b", "a/b", True),
    ],
)
def test_patterns_match_whole_chunks(pattern: str, topic: str, *, matches: bool) -> None:
    assert parse_pattern(pattern).matches(topic) is matches


@pytest.mark.parametrize("text", ["a/**/b", "a*", "a/b*/c", ""])
def test_a_wildcard_stands_for_whole_chunks_and_a_tail_comes_last(text: str) -> None:
    with pytest.raises(ValueError, match="chunk"):
        TopicPattern(text)


@given(TOPICS)
def test_a_topic_matches_itself_and_a_star_in_any_place(topic: str) -> None:
    chunks = topic.split("/")
    assert TopicPattern(topic).matches(topic)
    for index in range(len(chunks)):
        starred = TopicPattern("/".join([*chunks[:index], "*", *chunks[index + 1 :]]))
        assert starred.wildcards(topic) == (chunks[index],)
        assert starred.bind((chunks[index],)) == topic


def test_wildcards_of_a_topic_that_does_not_match_are_none() -> None:
    assert parse_pattern("device/*/tags").wildcards("device/a/health") is None


def test_a_spec_has_a_schema_or_a_medium() -> None:
    pattern = parse_pattern("x/a")
    with pytest.raises(ValueError, match="media kind"):
        TopicSpec(pattern, TopicKind.STREAM, "", media=Media.JPEG)
    with pytest.raises(ValueError, match="needs a schema"):
        TopicSpec(pattern, TopicKind.STREAM, "")
    assert TopicSpec(pattern, TopicKind.STREAM, "", Number, version=2).schema_id == "Number@2"
    assert TopicSpec(pattern, TopicKind.MEDIA, "", media=Media.H264).schema_id == "h264@1"
