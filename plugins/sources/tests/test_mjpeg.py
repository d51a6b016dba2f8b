"""Bodies of MJPEG streams, in every way that cameras write them."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.api import Event, FaultFound, FrameArrived, RemoteProtocolError
from bridge_sources.mjpeg import MAX_HEAD_BYTES, MjpegReader
from bridge_sources.mjpeg_parts import parse_boundary, parse_seconds
from plugins.sources.tests.pictures import build_jpeg

B = "123456789000000000000987654321"
LIMIT = 4000
PICTURES = tuple(build_jpeg(seed=number) for number in range(3))


def part(jpeg: bytes, *headers: str, boundary: str = B) -> bytes:
    """Return the delimiter, the headers and the picture."""
    lines = "".join(f"{line}\r\n" for line in headers)
    return f"--{boundary}\r\n{lines}\r\n".encode() + jpeg


def counted(jpeg: bytes, *more: str) -> bytes:
    """Return a part that tells its length."""
    return part(jpeg, "Content-Type: image/jpeg", f"Content-Length: {len(jpeg)}", *more)


def cameraserver() -> bytes:
    """Espressif: the delimiter precedes, after an empty line."""
    return b"".join(b"\r\n" + counted(p, "X-Timestamp: 12.345678") for p in PICTURES)


def esphome() -> bytes:
    """ESPHome: no line before the first delimiter, a text when no picture came."""
    text = b"No frames send."
    note = part(text, "Content-Type: text/plain", f"Content-Length: {len(text)}")
    return counted(PICTURES[0]) + b"\r\n" + note + b"\r\n" + counted(PICTURES[1]) + b"\r\n"


def tasmota() -> bytes:
    """Tasmota: a line end after each picture."""
    return b"".join(counted(p) + b"\r\n" for p in PICTURES)


def unmeasured() -> bytes:
    """Neither length nor header: only the delimiter tells."""
    return b"".join(part(p, "Content-Type: image/jpeg") + b"\r\n" for p in PICTURES)


def headless() -> bytes:
    """Parts with no header at all."""
    return b"".join(part(p) + b"\r\n" for p in PICTURES)


def first_boundary_missing() -> bytes:
    """The esp32-camera README's copies: the body starts with headers."""
    return tasmota()[len(f"--{B}\r\n") :]


def boundaries_missing() -> bytes:
    """No delimiter between the parts."""
    start = len(f"--{B}\r\n")
    return b"\r\n".join(counted(p)[start:] for p in PICTURES)


def padded() -> bytes:
    """Zeros behind the picture, inside the counted part and outside."""
    inside = PICTURES[0] + bytes(40)
    return counted(inside) + bytes(7) + b"\r\n" + counted(PICTURES[1]) + b"junk" + tasmota()


def odd_headers() -> bytes:
    """Names in other cases, bare line ends, a length that is no number."""
    one = f"--{B}\ncontent-TYPE:image/jpeg\nCONTENT-length:{len(PICTURES[0])}\n\n"
    two = part(PICTURES[1], "Content-Length: many", "no colon here")
    return one.encode() + PICTURES[0] + b"\n" + two + b"\n" + counted(PICTURES[2])


def thumbnails() -> bytes:
    """Pictures with an end marker inside, and no length."""
    jpegs = [build_jpeg(seed=number, thumbnail=True) for number in range(2)]
    return b"".join(part(p) + b"\r\n" for p in jpegs)


BODIES = {
    body.__name__: body()
    for body in (
        cameraserver,
        esphome,
        tasmota,
        unmeasured,
        headless,
        first_boundary_missing,
        boundaries_missing,
        padded,
        odd_headers,
        thumbnails,
    )
}
TYPES = (
    f"multipart/x-mixed-replace;boundary={B}",
    f'Multipart/X-Mixed-Replace; Boundary="{B}"',
    f"multipart/x-mixed-replace; charset=x ; boundary = --{B}",
    "multipart/x-mixed-replace",
)


def cut(body: bytes, places: Sequence[int]) -> Iterator[bytes]:
    """Return the body in pieces."""
    start = 0
    for place in sorted(places):
        yield body[start:place]
        start = max(start, place)
    yield body[start:]


def read(pieces: Iterator[bytes], content_type: str = TYPES[0]) -> list[Event]:
    """Return all that a body holds."""
    reader = MjpegReader(content_type, LIMIT)
    events: list[Event] = []
    for piece in pieces:
        events += reader.receive(piece)
        assert len(reader._data) <= LIMIT + MAX_HEAD_BYTES
    return [*events, *reader.finish()]


def pictures(events: list[Event]) -> list[bytes]:
    """Return the pictures among events."""
    return [event.jpeg for event in events if isinstance(event, FrameArrived)]


@pytest.mark.parametrize("content_type", TYPES)
@pytest.mark.parametrize("name", BODIES)
def test_every_variation_gives_its_pictures(name: str, content_type: str) -> None:
    expected = {
        "esphome": list(PICTURES[:2]),
        "padded": [*PICTURES[:2], *PICTURES],
        "thumbnails": [build_jpeg(seed=number, thumbnail=True) for number in range(2)],
    }
    assert pictures(read(iter([BODIES[name]]), content_type)) == expected.get(name, list(PICTURES))


@pytest.mark.parametrize("content_type", TYPES)
@pytest.mark.parametrize("name", BODIES)
def test_every_variation_may_come_byte_by_byte(name: str, content_type: str) -> None:
    body = BODIES[name]
    whole = read(iter([body]), content_type)
    assert read(cut(body, range(len(body))), content_type) == whole


@given(st.sampled_from(sorted(BODIES)), st.sampled_from(TYPES), st.lists(st.integers(0, 3000)))
def test_any_cutting_gives_the_same_pictures(name: str, kind: str, places: list[int]) -> None:
    assert read(cut(BODIES[name], places), kind) == read(iter([BODIES[name]]), kind)


def outcome(pieces: Iterator[bytes], content_type: str) -> tuple[list[Event], str]:
    """Return what a body gives before it fails, and with which code it does."""
    reader = MjpegReader(content_type, LIMIT)
    events: list[Event] = []
    try:
        for piece in pieces:
            events += reader.receive(piece)
        events += reader.receive(b"")
        events += reader.finish()
    except RemoteProtocolError as error:
        return events, error.code
    finally:
        assert len(reader._data) <= LIMIT + MAX_HEAD_BYTES + 3000
    return events, ""


FRAGMENTS = (
    f"--{B}",
    "\r\n",
    "\n",
    "\r\n\r\n",
    "Content-Length: 7",
    "Content-Length: 9999999",
    "Content-Type: text/plain",
    "--other\r\n",
)


@given(
    st.lists(
        st.one_of(
            st.sampled_from([text.encode() for text in FRAGMENTS]),
            st.sampled_from([PICTURES[0], PICTURES[0][:60], b"\xff\xd8", b"\xff\xd9"]),
            st.binary(max_size=200),
        ),
        max_size=20,
    ),
    st.sampled_from(TYPES),
    st.lists(st.integers(0, 4000), max_size=6),
)
def test_no_bytes_do_harm_however_they_are_cut(
    fragments: list[bytes], content_type: str, places: list[int]
) -> None:
    body = b"".join(fragments)
    whole = outcome(iter([body]), content_type)
    assert outcome(cut(body, places), content_type) == whole


def test_text_of_the_camera_is_passed_on() -> None:
    faults = [event for event in read(iter([esphome()])) if isinstance(event, FaultFound)]
    assert faults == [FaultFound("text_part", "the camera says 'No frames send.'")]


def test_time_of_the_camera_is_kept() -> None:
    (first, *_) = read(iter([cameraserver()]))
    assert isinstance(first, FrameArrived)
    assert first.times.device_us == 12_345_678


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (part(b"no picture", "Content-Length: 10"), "not_jpeg"),
        (part(PICTURES[0][:-2], f"Content-Length: {len(PICTURES[0]) - 2}"), "not_jpeg"),
        (part(b"\xff\xd8\xff\xd9", "Content-Length: 4"), "too_small"),
        (part(b"\xff\xd8\x00\x00") + b"\r\n--" + B.encode(), "not_jpeg"),
    ],
)
def test_part_without_a_picture_is_counted_and_passed(body: bytes, code: str) -> None:
    fault, *rest = read(iter([body + b"\r\n" + tasmota()]))
    assert isinstance(fault, FaultFound)
    assert fault.code == code
    assert pictures(rest)[-2:] == list(PICTURES[1:])


@pytest.mark.parametrize(
    ("body", "code", "content_type"),
    [
        (part(b"", f"Content-Length: {LIMIT + 1}"), "too_big", TYPES[0]),
        (part(b"", f"Content-Length: {'0' * 20}{'9' * 20}"), "too_big", TYPES[0]),
        (part(b"\xff\xd8" + bytes(LIMIT * 2)), "too_big", TYPES[0]),
        (b"x" * (LIMIT * 2), "too_big", TYPES[0]),
        (b"x" * (MAX_HEAD_BYTES + 1), "too_big", TYPES[3]),
        (b"\r\n" * LIMIT, "too_big", TYPES[0]),
        (f"--{B}\r\n".encode() + b"a: b\r\n" * 1000, "too_big", TYPES[0]),
        (part(b"") * 200, "no_pictures", TYPES[0]),
        (part(b"x", "Content-Length: 1") * 200, "no_pictures", TYPES[0]),
        (b"content-x: y\r\n\r\n" + b"no picture", "no_end", TYPES[3]),
        (b"content-x: y\r\n\r\n" + b"\xff\xd8 no picture", "no_end", TYPES[3]),
    ],
)
def test_body_that_makes_no_sense_is_an_error(body: bytes, code: str, content_type: str) -> None:
    with pytest.raises(RemoteProtocolError) as caught:
        read(iter([body]), content_type)
    assert caught.value.code == code


def test_pictures_before_an_error_are_given_first() -> None:
    reader = MjpegReader(TYPES[0], LIMIT)
    bad = part(b"", f"Content-Length: {LIMIT + 1}")
    assert len(reader.receive(counted(PICTURES[0]) + bad)) == 1
    with pytest.raises(RemoteProtocolError, match="in one part"):
        reader.receive(b"")


def test_last_picture_may_end_with_the_body() -> None:
    lost = b"\xff\xd8\x00" + bytes(100) + b"\xff\xd9"
    assert pictures(read(iter([part(lost)]))) == [lost]


@pytest.mark.parametrize(
    ("content_type", "boundary"),
    [
        ("text/html", None),
        ("image/jpeg; boundary=x", None),
        ("multipart/x-mixed-replace", ""),
        ("multipart/x-mixed-replace; boundary=", ""),
        ("multipart/x-mixed-replace; boundary=----", ""),
        ("multipart/x-mixed-replace; boundary=a;b=c", "a"),
    ],
)
def test_boundary_is_found_in_the_type(content_type: str, boundary: str | None) -> None:
    assert parse_boundary(content_type) == boundary


def test_answer_that_is_no_stream_is_refused() -> None:
    with pytest.raises(RemoteProtocolError, match="text/html"):
        MjpegReader("text/html")


@pytest.mark.parametrize(
    ("text", "us"), [(b"3", 3_000_000), (b"3.5", 3_500_000), (b"-1", None), (b"3.x", None)]
)
def test_seconds_become_microseconds(text: bytes, us: int | None) -> None:
    assert parse_seconds(text) == us
