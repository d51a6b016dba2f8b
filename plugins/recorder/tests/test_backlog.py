"""What waits for a slow disk, what is left out, and that every sample is accounted for."""

from hypothesis import given
from hypothesis import strategies as st

from bridge.api import DropReason, Sample
from bridge_recorder.backlog import KEY_FRAME_PAUSE_US, VALUE_BYTES, Backlog, Gap
from plugins.recorder.tests.conftest import SECOND_US, h264_sample, jpeg_sample, number_sample

KIB = 1024


def backlog(max_bytes: int = 10 * KIB, asked: list[str] | None = None) -> Backlog:
    return Backlog(max_bytes, 2 * SECOND_US, (asked if asked is not None else []).append)


def seqs(entries: list[Sample | Gap]) -> list[int]:
    return [entry.seq for entry in entries if isinstance(entry, Sample)]


def gaps(entries: list[Sample | Gap]) -> list[Gap]:
    return [entry for entry in entries if isinstance(entry, Gap)]


def test_samples_come_out_as_they_went_in() -> None:
    waiting = backlog()
    for seq in range(5):
        assert waiting.offer(number_sample(seq), 0) is None
    assert seqs(waiting.take()) == [0, 1, 2, 3, 4]
    assert waiting.take() == []


def test_pictures_are_left_out_first_and_poses_go_on() -> None:
    waiting = backlog()
    assert waiting.offer(jpeg_sample(1, b"x" * 9 * KIB), 0) is None
    assert waiting.offer(jpeg_sample(2, b"x" * 9 * KIB), 0) is DropReason.BYTES
    for seq in range(10):
        assert waiting.offer(number_sample(seq), 0) is None


def test_values_too_have_an_end() -> None:
    waiting = backlog(max_bytes=4 * VALUE_BYTES)
    reasons = [waiting.offer(number_sample(seq), 0) for seq in range(10)]
    assert reasons == [None] * 8 + [DropReason.BYTES] * 2
    assert waiting.dropped == {DropReason.BYTES: 2}


def test_gap_says_what_is_missing_before_the_next_picture() -> None:
    waiting = backlog()
    waiting.offer(jpeg_sample(1, b"x" * 9 * KIB, at_us=10), 0)
    for seq in (2, 3, 4):
        waiting.offer(jpeg_sample(seq, b"x" * 9 * KIB, at_us=seq * 10), 0)
    waiting.take()
    waiting.written()
    waiting.offer(jpeg_sample(5, at_us=50), 0)
    entries = waiting.take()
    assert gaps(entries) == [Gap("device/cam-1/camera/jpeg", DropReason.BYTES, 3, 2, 4, 20, 40)]
    assert entries.index(gaps(entries)[0]) == 0
    assert seqs(entries) == [5]


def test_video_goes_on_at_a_key_frame_that_is_asked_for() -> None:
    asked: list[str] = []
    waiting = backlog(asked=asked)
    waiting.offer(h264_sample(1, is_key=True, payload=b"x" * 9 * KIB), 0)
    waiting.offer(h264_sample(2, payload=b"x" * 9 * KIB), 0)
    waiting.take()
    waiting.written()
    assert waiting.offer(h264_sample(3), 0) is DropReason.KEY_FRAME
    assert asked == ["device/cam-1/camera/h264"]
    assert waiting.offer(h264_sample(4, is_key=True), 0) is None
    assert seqs(waiting.take()) == [4]


def test_key_frame_is_asked_for_once_a_second() -> None:
    asked: list[str] = []
    waiting = backlog(max_bytes=KIB, asked=asked)
    waiting.offer(h264_sample(1, payload=b"x" * 2 * KIB), 0)
    for seq, at_us in enumerate((0, 1, KEY_FRAME_PAUSE_US - 1, KEY_FRAME_PAUSE_US), 2):
        waiting.offer(h264_sample(seq), at_us)
    assert len(asked) == 2


def test_disk_that_stands_still_counts_by_time_also_while_it_writes() -> None:
    waiting = backlog()
    waiting.offer(jpeg_sample(1), 0)
    waiting.take()
    assert waiting.offer(jpeg_sample(2), 2 * SECOND_US) is None
    assert waiting.offer(jpeg_sample(3), 2 * SECOND_US + 1) is DropReason.AGE
    waiting.written()
    assert waiting.offer(jpeg_sample(4), 2 * SECOND_US + 2) is None


def test_what_is_being_written_still_counts_as_waiting() -> None:
    waiting = backlog()
    waiting.offer(jpeg_sample(1, b"x" * 9 * KIB), 0)
    waiting.take()
    assert waiting.offer(jpeg_sample(2, b"x" * 9 * KIB), 0) is DropReason.BYTES


def test_open_gaps_are_closed_at_the_end() -> None:
    waiting = backlog()
    waiting.offer(jpeg_sample(1, b"x" * 11 * KIB), 0)
    entries = waiting.close()
    assert [(gap.count, gap.from_seq, gap.to_seq) for gap in gaps(entries)] == [(1, 1, 1)]
    assert waiting.close() == []


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("jpeg"), st.integers(1, 6000)),
        st.tuples(st.just("h264"), st.integers(1, 6000)),
        st.tuples(st.just("key"), st.integers(1, 6000)),
        st.tuples(st.just("value"), st.just(0)),
        st.tuples(st.just("take"), st.just(0)),
        st.tuples(st.just("written"), st.just(0)),
        st.tuples(st.just("wait"), st.integers(0, 3 * SECOND_US)),
    ),
    max_size=80,
)


def sample_for(what: str, seq: int, size: int) -> Sample:
    if what == "value":
        return number_sample(seq)
    if what == "jpeg":
        return jpeg_sample(seq, b"x" * size)
    return h264_sample(seq, is_key=what == "key", payload=b"x" * size)


@given(STEPS)
def test_every_sample_is_written_or_counted_and_named_by_a_gap(
    steps: list[tuple[str, int]],
) -> None:
    waiting = backlog()
    now_us, offered, out = 0, 0, []
    for seq, (what, amount) in enumerate(steps):
        if what == "take":
            out += waiting.take()
        elif what == "written":
            waiting.written()
        elif what == "wait":
            now_us += amount
        else:
            offered += 1
            waiting.offer(sample_for(what, seq, amount), now_us)
    out += waiting.close()
    assert len(seqs(out)) + sum(waiting.dropped.values()) == offered
    assert sum(gap.count for gap in gaps(out)) == sum(waiting.dropped.values())
    by_topic: dict[str, list[int]] = {}
    for entry in out:
        seq = entry.seq if isinstance(entry, Sample) else entry.to_seq
        by_topic.setdefault(entry.topic, []).append(seq)
    assert all(found == sorted(found) for found in by_topic.values())
