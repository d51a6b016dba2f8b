"""The transport stream, packet by packet."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
import pytest
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from hypothesis import given
from hypothesis import strategies as st

from bridge_dialects.gostream.transport_stream import TransportStream

PACKET = 188
PAT, PMT, VIDEO = 0, 4096, 256
DELIMITER = b"\x00\x00\x00\x01\x09\xf0"
IDR = (
    b"\x00\x00\x00\x01\x67\x42\xc0\x1e\x00\x00\x00\x01\x68\xce\x00\x00\x00\x01\x65" + b"\x88" * 600
)
SLICE = b"\x00\x00\x00\x01\x41\x9a" + b"\x77" * 300


@dataclass(frozen=True, slots=True)
class Packet:
    """What the head of a packet says."""

    pid: int
    is_start: bool
    counter: int
    is_random_access: bool
    clock: int | None
    payload: bytes


def packets_of(stream: bytes) -> Iterator[Packet]:
    assert len(stream) % PACKET == 0
    for at in range(0, len(stream), PACKET):
        packet = stream[at : at + PACKET]
        assert packet[0] == 0x47
        flags, begin, clock = 0, 4, None
        if packet[3] & 0x20:
            begin = 5 + packet[4]
            flags = packet[5] if packet[4] else 0
        if flags & 0x10:
            clock = int.from_bytes(packet[6:10], "big") << 1 | packet[10] >> 7
        pid = int.from_bytes(packet[1:3], "big")
        yield Packet(
            pid & 0x1FFF,
            bool(pid & 0x4000),
            packet[3] & 0xF,
            bool(flags & 0x40),
            clock,
            packet[begin:] if packet[3] & 0x10 else b"",
        )


def time_of(pes: bytes) -> int:
    """Return the presentation time of a unit, in ticks of 90 kHz."""
    assert pes[:4] == b"\x00\x00\x01\xe0"
    assert pes[7] >> 6 == 2
    high, middle, low = pes[9] >> 1 & 7, pes[10] << 7 | pes[11] >> 1, pes[12] << 7 | pes[13] >> 1
    return high << 30 | middle << 15 | low


def video_of(stream: bytes) -> bytes:
    return b"".join(packet.payload for packet in packets_of(stream) if packet.pid == VIDEO)


def test_tables_come_first_and_again_before_each_key_frame() -> None:
    stream = TransportStream()
    first = list(packets_of(stream.write(IDR, 0, is_key_frame=True)))
    between = list(packets_of(stream.write(SLICE, 20_000, is_key_frame=False)))
    again = list(packets_of(stream.write(IDR, 40_000, is_key_frame=True)))
    for packets in (first, again):
        pids = [packet.pid for packet in packets]
        assert pids.index(PAT) < pids.index(PMT) < pids.index(VIDEO)
        assert packets[pids.index(VIDEO)].is_random_access
    assert {packet.pid for packet in between} == {VIDEO}
    assert first[[p.pid for p in first].index(VIDEO)].clock is not None


def test_a_unit_is_there_at_once_with_its_delimiter_its_length_and_all_its_bytes() -> None:
    stream = TransportStream()
    for number, unit in enumerate((IDR, SLICE, SLICE)):
        pes = video_of(stream.write(unit, number * 40_000, is_key_frame=unit is IDR))
        assert int.from_bytes(pes[4:6], "big") == len(pes) - 6
        assert pes[9 + pes[8] :] == DELIMITER + unit


def test_counters_go_on_without_a_gap_whatever_was_left_out_between() -> None:
    stream = TransportStream()
    counters: dict[int, int] = {}
    for number in range(60):
        unit = IDR if number % 20 == 0 else SLICE
        # Half a second is missing now and then.
        written = stream.write(
            unit, number * 40_000 + number // 20 * 500_000, is_key_frame=unit is IDR
        )
        for packet in packets_of(written):
            before = counters.get(packet.pid)
            assert before is None or packet.counter == (before + 1) % 16
            counters[packet.pid] = packet.counter


@pytest.mark.parametrize(
    ("captured_us", "ticks"),
    [
        ((5_000_000, 5_033_333, 5_100_000), (0, 2999, 9000)),
        ((900, 900, 400, 40_900), (0, 1, 2, 3600)),
    ],
)
def test_time_is_when_the_picture_was_taken_and_never_goes_back(
    captured_us: tuple[int, ...], ticks: tuple[int, ...]
) -> None:
    stream = TransportStream()
    written = [stream.write(IDR, at_us, is_key_frame=True) for at_us in captured_us]
    assert tuple(time_of(video_of(packets)) for packets in written) == ticks


@given(st.lists(st.tuples(st.binary(max_size=2000), st.integers(0, 2**40)), max_size=12))
def test_whatever_is_written_gives_whole_packets_or_a_value_error(
    units: list[tuple[bytes, int]],
) -> None:
    stream = TransportStream()
    for unit, captured_us in units:
        try:
            written = stream.write(unit, captured_us, is_key_frame=False)
        except ValueError:
            continue
        assert len(written) % PACKET == 0


def test_what_ffmpeg_reads_is_what_was_written() -> None:
    codec = av.CodecContext.create("libx264", "w")
    assert isinstance(codec, VideoCodecContext)
    codec.width, codec.height, codec.pix_fmt = 64, 48, "yuv420p"
    codec.time_base = Fraction(1, 20)
    codec.options = {"preset": "ultrafast", "tune": "zerolatency", "forced-idr": "1"}
    stream, units = TransportStream(), []
    for number in range(30):
        pixels = np.full((48, 64, 3), number * 8, np.uint8)
        frame = VideoFrame.from_ndarray(pixels, format="rgb24").reformat(format="yuv420p")
        frame.pts = number
        units += [(bytes(packet), packet.is_keyframe) for packet in codec.encode(frame)]
    film = b"".join(
        stream.write(unit, number * 50_000, is_key_frame=is_key)
        for number, (unit, is_key) in enumerate(units)
    )
    with av.open(_Readable(film), "r", format="mpegts") as container:
        found = list(container.decode(video=0))
    assert [(frame.width, frame.height) for frame in found] == [(64, 48)] * 30
    assert [frame.pts for frame in found] == [number * 4500 for number in range(30)]


class _Readable:
    """A file in memory that cannot be sought, as a link."""

    def __init__(self, content: bytes) -> None:
        self._rest = memoryview(content)

    def read(self, size: int) -> bytes:
        """Return the next bytes."""
        taken, self._rest = self._rest[:size], self._rest[size:]
        return bytes(taken)
