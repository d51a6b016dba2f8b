"""What waits is bounded, and what goes is counted."""

from hypothesis import given
from hypothesis import strategies as st

from bridge.client.inbox import Inbox
from bridge.model.delivery import Delivery, Mode
from bridge.model.topics import TopicKind
from bridge.wire.received import ReceivedSample


def _sample(
    topic: str, seq: int, *, schema: str = "x@1", size: int = 0, is_key: bool = False
) -> ReceivedSample:
    """Return a sample that arrived `seq` times 40 ms after the start."""
    return ReceivedSample(
        topic, TopicKind.STREAM, schema, seq, 0, 0, seq * 40_000, int(is_key), None, bytes(size)
    )


def _inbox(mode: Mode = Mode.RING, **more: int) -> tuple[Inbox, list[str]]:
    starved: list[str] = []
    return Inbox(Delivery(mode, **more), starved.append), starved  # type: ignore[arg-type]


def _seqs(inbox: Inbox) -> list[int]:
    seqs = []
    while (sample := inbox.take()) is not None:
        seqs.append(sample.seq)
    return seqs


def test_latest_keeps_the_newest_of_each_topic() -> None:
    inbox, _ = _inbox(Mode.LATEST)
    for seq in (1, 2, 3):
        inbox.put(_sample("a", seq))
        inbox.put(_sample("b", seq + 10))
    assert (len(inbox), inbox.dropped) == (2, 4)
    assert _seqs(inbox) == [3, 13]


def test_ring_keeps_the_newest_few_of_each_topic_in_order_of_arrival() -> None:
    inbox, _ = _inbox(depth=2)
    for seq, topic in enumerate("aabab", 1):
        inbox.put(_sample(topic, seq))
    assert (_seqs(inbox), inbox.dropped) == ([2, 3, 4, 5], 1)


def test_payloads_are_bounded_together() -> None:
    inbox, _ = _inbox(max_bytes=100)
    for seq in range(1, 5):
        inbox.put(_sample("a", seq, size=40))
    assert (_seqs(inbox), inbox.dropped) == ([3, 4], 2)


def test_one_payload_above_the_bound_is_still_delivered() -> None:
    inbox, _ = _inbox(max_bytes=100)
    inbox.put(_sample("a", 1, size=500))
    assert _seqs(inbox) == [1]


def _film(inbox: Inbox, first: int, last: int, key: int) -> None:
    for seq in range(first, last + 1):
        inbox.put(_sample("v", seq, schema="h264@1", size=10, is_key=seq == key))


def test_a_reader_in_time_gets_every_picture_of_a_film() -> None:
    inbox, starved = _inbox(Mode.LATEST)
    _film(inbox, 1, 5, key=1)
    assert (_seqs(inbox), inbox.dropped, starved) == ([1, 2, 3, 4, 5], 0, [])


def test_a_late_reader_goes_on_at_the_next_key_frame() -> None:
    inbox, starved = _inbox(Mode.LATEST)
    _film(inbox, 1, 20, key=15)
    assert starved == ["v"]
    assert _seqs(inbox) == [15, 16, 17, 18, 19, 20]
    assert inbox.dropped == 14


def test_a_key_frame_in_time_needs_not_be_asked_for() -> None:
    inbox, starved = _inbox(Mode.LATEST)
    _film(inbox, 1, 9, key=8)
    assert (_seqs(inbox), starved) == ([8, 9], [])


@given(
    st.sampled_from([Mode.LATEST, Mode.RING, Mode.ALL]),
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 60), st.booleans()), max_size=60),
)
def test_every_sample_is_waiting_read_or_dropped(
    mode: Mode, offered: list[tuple[str, int, bool]]
) -> None:
    inbox, _ = _inbox(mode, depth=4, max_bytes=150)
    for seq, (topic, size, is_key) in enumerate(offered):
        schema = "h264@1" if topic == "c" else "x@1"
        inbox.put(_sample(topic, seq, schema=schema, size=size, is_key=is_key))
    waiting = len(inbox)
    assert waiting + inbox.dropped == len(offered)
    seqs = _seqs(inbox)
    assert (len(seqs), seqs) == (waiting, sorted(seqs))
