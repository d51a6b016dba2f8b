"""The one length that Arduino's WebSocket library writes wrongly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trio.testing import memory_stream_pair

from bridge_sources.server_frames import MendedStream, ServerFrames
from plugins.sources.tests.capture81.conftest import BINARY, PING, TEXT, frame

HEAD = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
WRONG = b"\x82\x7f\x00\x00\x00\x00\x00\x00\xff\xff"
RIGHT = b"\x82\x7e\xff\xff"
PAYLOAD = bytes(0xFFFF)


def mended(*pieces: bytes) -> bytes:
    frames = ServerFrames()
    return b"".join(frames.mend(piece) for piece in pieces)


def test_65535_bytes_get_the_length_that_the_standard_wants() -> None:
    assert frame(BINARY, PAYLOAD) == WRONG + PAYLOAD
    sent = HEAD + frame(PING) + WRONG + PAYLOAD + frame(TEXT, b"x")
    assert mended(sent) == HEAD + frame(PING) + RIGHT + PAYLOAD + frame(TEXT, b"x")


@pytest.mark.parametrize("size", [0, 125, 126, 65_534, 65_536, 200_000])
def test_other_lengths_stay_as_they_are(size: int) -> None:
    sent = HEAD + frame(BINARY, bytes(size)) + frame(PING, b"p")
    assert mended(sent) == sent


def test_the_same_bytes_in_a_payload_are_left_alone() -> None:
    sent = HEAD + frame(BINARY, WRONG + b"picture" + WRONG) + frame(BINARY, WRONG)
    assert mended(sent) == sent


def test_a_masked_frame_is_followed_over_its_mask() -> None:
    masked = b"\x82\xff\x00\x00\x00\x00\x00\x00\xff\xffmask" + PAYLOAD
    assert mended(HEAD + masked + WRONG) == (HEAD + b"\x82\xfe\xff\xffmask" + PAYLOAD + RIGHT)


def test_a_head_without_end_is_passed_on() -> None:
    assert mended(b"x" * 9000, b"y" * 100)[:9000] == b"x" * 9000


FRAMES = st.lists(st.tuples(st.sampled_from([TEXT, BINARY, PING]), st.integers(0, 300)), max_size=6)


@given(frames=FRAMES, cuts=st.lists(st.integers(1, 90_000), max_size=12), has_wrong=st.booleans())
def test_cuts_make_no_difference(
    frames: list[tuple[int, int]], cuts: list[int], *, has_wrong: bool
) -> None:
    sent = HEAD + b"".join(frame(opcode, bytes(size)) for opcode, size in frames)
    sent += WRONG + PAYLOAD if has_wrong else b""
    pieces, at = [], 0
    for cut in cuts:
        pieces.append(sent[at : at + cut])
        at += cut
    assert mended(*pieces, sent[at:]) == mended(sent)


@given(st.lists(st.binary(max_size=40), max_size=20))
def test_nothing_raises_and_whole_frames_lose_nothing(pieces: list[bytes]) -> None:
    everything = mended(HEAD, *pieces)
    assert everything.startswith(HEAD)


def test_byte_by_byte_is_the_same() -> None:
    sent = HEAD + frame(PING) + WRONG + PAYLOAD + frame(TEXT, b"x" * 200)
    assert mended(*(sent[i : i + 1] for i in range(len(sent)))) == mended(sent)


async def test_a_stream_is_mended_and_ends_when_it_ends() -> None:
    ours, theirs = memory_stream_pair()
    stream = MendedStream(ours)
    await theirs.send_all(HEAD + WRONG + b"x")
    received = b""
    while len(received) < len(HEAD + RIGHT) + 1:
        received += await stream.receive_some(3)
    assert received == HEAD + RIGHT + b"x"
    await theirs.aclose()
    assert await stream.receive_some(3) == b""
