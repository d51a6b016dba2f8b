"""Reading by chunks, and finding where to play on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bridge_recorder.replay.chunks import ChunkReader
from bridge_recorder.replay.index import open_index
from plugins.recorder.tests.replay.conftest import BUTTON, H264, JPEG, NUMBER, Script

MS_NS = 1_000_000


@contextmanager
def reading(path: Path) -> Iterator[ChunkReader]:
    index = open_index(path)
    with path.open("rb") as stream:
        yield ChunkReader(index, stream)


def script() -> Script:
    script = Script().presence(0).press(1, 10)
    for n in range(20):
        script.picture(n, n * 100 + 50)
        script.video(n, n * 100 + 60, is_key=n % 8 == 0)
        script.number(n, n * 100 + 70)
    return script.press(2, 1999)


def start_at(reader: ChunkReader, at_ms: int, back_ms: int | None = None) -> dict[str, int]:
    """Return, by topic, when what is brought back came; and the new place under 'at'."""
    index = reader.index
    back_ns = None if back_ms is None else back_ms * MS_NS
    wanted = {number: back_ns for number, channel in index.channels.items()}
    start = reader.find_start(index.start_ns + at_ms * MS_NS, wanted)
    found = {
        index.channels[m.channel_id].topic: (m.log_time - index.start_ns) // MS_NS
        for m in start.known
    }
    assert start.present == {message.channel_id for message in start.known}
    return {**found, "at": (start.at_ns - index.start_ns) // MS_NS}


def test_messages_come_in_the_order_in_which_they_were_written(tmp_path: Path) -> None:
    with reading(script().save(tmp_path)) as reader:
        times = [m.log_time for n in range(len(reader.index.chunks)) for m in reader.read(n)]
    assert len(times) == 63
    assert times == sorted(times)


def test_a_jump_goes_to_the_nearest_earlier_key_frame_and_knows_what_was_known_then(
    tmp_path: Path,
) -> None:
    with reading(script().save(tmp_path)) as reader:
        found = start_at(reader, 1500)
    assert found == {"at": 860, "device/cam-1/state": 0, BUTTON: 10, JPEG: 850, NUMBER: 770,
                     H264: 760}  # fmt: skip


def test_a_jump_brings_nothing_back_that_is_older_than_it_may_be(tmp_path: Path) -> None:
    with reading(script().save(tmp_path)) as reader:
        assert start_at(reader, 1500, back_ms=50) == {"at": 860, JPEG: 850}


def test_a_key_frame_that_is_too_far_back_is_not_gone_to(tmp_path: Path) -> None:
    far = Script().video(1, 0, is_key=True).video(2, 11_000).picture(1, 20_000)
    with reading(far.save(tmp_path)) as reader:
        assert start_at(reader, 15_000)["at"] == 15_000


def test_the_beginning_knows_who_was_there(tmp_path: Path) -> None:
    with reading(script().save(tmp_path)) as reader:
        start = reader.begin(dict.fromkeys(reader.index.channels))
        topics = [reader.index.channels[number].topic for number in start.present]
    assert (start.chunk, start.known, topics) == (0, (), ["device/cam-1/state"])


def test_a_damaged_chunk_costs_itself_and_is_counted(tmp_path: Path) -> None:
    path = script().save(tmp_path)
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"jpeg 5")] ^= 0xFF
    path.write_bytes(raw)
    with reading(path) as reader:
        counts = [len(reader.read(n)) for n in range(len(reader.index.chunks))]
        assert (counts.count(0), len(reader.unreadable)) == (1, 1)
        assert sum(counts) == 60


def test_an_index_that_points_to_nothing_costs_its_chunks(tmp_path: Path) -> None:
    with reading(script().save(tmp_path)) as reader:
        reader.index.chunks.offsets[0] += 1
        reader.index.chunks.offsets[1] = 10**9
        assert (reader.read(0), reader.read(1)) == ((), ())
        assert reader.unreadable == {0, 1}
