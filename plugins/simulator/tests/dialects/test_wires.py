"""What each WebSocket library writes, byte by byte, and what it stands from a server."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge_simulator.dialects.client_wire import (
    BinaryIn,
    ClientWire,
    Complaint,
    HungUp,
    Opened,
    TextIn,
    WireEvent,
    WriteDue,
)
from bridge_simulator.dialects.frames import BINARY, TEXT, FrameReader, shortest_header
from bridge_simulator.dialects.library import Library, Target, accept_of
from bridge_simulator.dialects.wire_espidf import EspIdf
from bridge_simulator.dialects.wire_gilmaimon import Gilmaimon
from bridge_simulator.dialects.wire_links2004 import HEARTBEAT, Links2004

S = 1_000_000
TARGET = Target("10.0.0.5", 8080, "/ws/camera")


def key_in(request: bytes) -> str:
    (line,) = [x for x in request.decode().split("\r\n") if x.startswith("Sec-WebSocket-Key: ")]
    return line.removeprefix("Sec-WebSocket-Key: ")


def answer_to(request: bytes, connection: str = "Upgrade") -> bytes:
    accept = accept_of(key_in(request))
    return (
        "HTTP/1.1 101 \r\nUpgrade: websocket\r\n"
        f"Connection: {connection}\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
    ).encode()


def opened(library: Library) -> ClientWire:
    wire = ClientWire(library)
    assert wire.receive(answer_to(wire.opening(TARGET, 0)), 0) == [Opened()]
    return wire


def text_frame(text: str) -> bytes:
    return shortest_header(TEXT, len(text.encode()), None) + text.encode()


def test_links2004_handshake_has_its_headers_in_its_order() -> None:
    library = Links2004(1)
    request = library.request(TARGET)
    assert request == (
        b"GET /ws/camera HTTP/1.1\r\n"
        b"Host: 10.0.0.5:8080\r\n"
        b"Connection: Upgrade\r\n"
        b"Upgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: " + key_in(request).encode() + b"\r\n"
        b"Sec-WebSocket-Protocol: arduino\r\n"
        b"Origin: file://\r\n"
        b"User-Agent: arduino-WebSocket-Client\r\n"
        b"\r\n"
    )
    assert key_in(library.request(TARGET)) != key_in(request)


def test_gilmaimon_handshake_has_a_constant_key_and_no_port() -> None:
    assert Gilmaimon().request(Target("10.0.0.5", 5100)) == (
        b"GET / HTTP/1.1\r\n"
        b"Host: 10.0.0.5\r\n"
        b"Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
        b"Upgrade: websocket\r\n"
        b"Connection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\n"
        b"User-Agent: TinyWebsockets Client\r\n"
        b"Origin: https://github.com/gilmaimon/TinyWebsockets\r\n"
        b"\r\n"
    )
    assert accept_of("MDEyMzQ1Njc4OWFiY2RlZg==") == "BACScCJPNqyz+UBoqMH89VmURoA="


def test_espidf_handshake_has_neither_origin_nor_protocol() -> None:
    request = EspIdf(1).request(TARGET)
    assert request == (
        b"GET /ws/camera HTTP/1.1\r\n"
        b"Connection: Upgrade\r\n"
        b"Host: 10.0.0.5:8080\r\n"
        b"User-Agent: ESP32 Websocket Client\r\n"
        b"Upgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: " + key_in(request).encode() + b"\r\n"
        b"\r\n"
    )


def test_links2004_sends_65535_bytes_with_a_length_of_eight_bytes_and_a_zero_mask() -> None:
    header, payload = Links2004(1).writes_of(BINARY, bytes(65_535))
    assert header.hex(" ").upper() == "82 FF 00 00 00 00 00 00 FF FF 00 00 00 00"
    assert payload == bytes(65_535)


@pytest.mark.parametrize(
    ("size", "head"),
    [
        (1_400, "82 FE 05 78 00 00 00 00"),
        (65_534, "82 FE FF FE 00 00 00 00"),
        (65_536, "82 FF 00 00 00 00 00 01 00 00 00 00 00 00"),
    ],
)
def test_links2004_sends_long_payloads_in_clear(size: int, head: str) -> None:
    header, payload = Links2004(1).writes_of(BINARY, b"\xaa" * size)
    assert header == bytes.fromhex(head)
    assert payload == b"\xaa" * size


def test_links2004_masks_short_payloads_in_one_write() -> None:
    library = Links2004(1)
    (first,), (second,) = (library.writes_of(TEXT, b"x" * 1_399) for _ in range(2))
    assert first[:4] == bytes.fromhex("81 FE 05 77")
    assert first[4:8] != second[4:8]
    assert 255 not in first[4:8]
    assert bytes(b ^ first[4 + i % 4] for i, b in enumerate(first[8:])) == b"x" * 1_399


def test_gilmaimon_announces_a_mask_of_zeros() -> None:
    assert Gilmaimon().writes_of(TEXT, b"{}") == [bytes.fromhex("81 82 00 00 00 00") + b"{}"]
    (frame,) = Gilmaimon().writes_of(BINARY, bytes(65_535))
    assert frame[:8] == bytes.fromhex("82 FE FF FF 00 00 00 00")


def test_espidf_cuts_40000_bytes_into_three_fragments() -> None:
    jpeg = bytes(range(250)) * 160
    writes = EspIdf(1).writes_of(BINARY, jpeg)
    assert [write[:4].hex() for write in writes[::2]] == ["02fe4000", "00fe4000", "80fe1c40"]
    reader = FrameReader()
    reader.feed(b"".join(writes))
    frames = [reader.next_frame() for _ in range(3)]
    assert b"".join(frame.payload for frame in frames if frame) == jpeg


def test_espidf_sends_what_fits_its_buffer_as_one_frame() -> None:
    (head, _) = EspIdf(1).writes_of(BINARY, bytes(16_384))
    assert head[:4] == bytes.fromhex("82 FE 40 00")


@pytest.mark.parametrize("library", [Links2004(1), Gilmaimon()])
def test_connection_header_must_be_exactly_upgrade(library: Library) -> None:
    wire = ClientWire(library)
    *words, event = wire.receive(answer_to(wire.opening(TARGET, 0), "keep-alive, Upgrade"), 0)
    assert isinstance(event, HungUp)
    assert "exactly" in event.reason
    if library.habits.name == "Links2004":
        assert words == [WriteDue(b"This is a webSocket client!")]


def test_espidf_loses_what_comes_with_the_answer_and_says_so() -> None:
    wire = ClientWire(EspIdf(1))
    answer = answer_to(wire.opening(TARGET, 0)) + text_frame("hello")
    events = wire.receive(answer, 0)
    assert events == [Opened(), Complaint("7 bytes came together with the 101 and are lost")]
    assert wire.receive(text_frame("again"), 1) == [TextIn("again")]


@pytest.mark.parametrize("library", [Links2004(1), Gilmaimon()])
def test_others_read_what_comes_with_the_answer(library: Library) -> None:
    wire = ClientWire(library)
    answer = answer_to(wire.opening(TARGET, 0)) + text_frame("hello")
    assert wire.receive(answer, 0) == [Opened(), TextIn("hello")]


def test_espidf_takes_no_answer_of_more_than_1024_bytes() -> None:
    wire = ClientWire(EspIdf(1))
    answer = answer_to(wire.opening(TARGET, 0))
    longer = answer.replace(b"Upgrade: websocket", b"Upgrade: websocket\r\nX: " + b"x" * 1_000)
    assert wire.receive(longer, 0) == [HungUp("the answer has more than 1024 bytes")]


def test_links2004_waits_five_seconds_for_the_answer() -> None:
    wire = ClientWire(Links2004(1))
    wire.opening(TARGET, 0)
    assert wire.next_timer_us == 5 * S
    assert wire.check_timers(5 * S) == [HungUp("no answer to the handshake in time")]


def test_gilmaimon_waits_one_second_for_each_line_of_the_answer() -> None:
    wire = ClientWire(Gilmaimon())
    first, rest = answer_to(wire.opening(TARGET, 0)).split(b"\r\n", 1)
    assert wire.receive(first + b"\r\n", S // 2) == []
    assert wire.next_timer_us == S // 2 + S
    assert wire.receive(rest[:5], S) == []
    assert wire.next_timer_us == S // 2 + S
    assert wire.receive(rest[5:], S) == [Opened()]


def test_links2004_refuses_more_than_15_kib_with_1009() -> None:
    wire = opened(Links2004(1))
    assert len(wire.receive(text_frame("x" * 15_360), 0)) == 1
    close, end = wire.receive(shortest_header(TEXT, 15_361, None), 0)
    assert isinstance(close, WriteDue)
    assert close.data[0] == 0x88
    assert isinstance(end, HungUp)


def test_links2004_ignores_fragments_and_the_others_join_them() -> None:
    pieces = shortest_header(TEXT, 2, None, is_final=False) + b"he"
    pieces += shortest_header(0, 3, None) + b"llo"
    ignored = opened(Links2004(1)).receive(pieces, 0)
    assert [type(event) for event in ignored] == [Complaint, Complaint]
    assert opened(Gilmaimon()).receive(pieces, 0) == [TextIn("hello")]
    assert opened(EspIdf(1)).receive(pieces, 0) == [TextIn("hello")]


def test_links2004_hangs_up_after_two_pings_without_a_pong_in_three_seconds() -> None:
    wire = opened(Links2004(1, heartbeat=HEARTBEAT))
    assert wire.next_timer_us == 15 * S
    (ping,) = wire.check_timers(15 * S)
    assert isinstance(ping, WriteDue)
    assert ping.data[:2] == bytes.fromhex("89 80")
    (again,) = wire.check_timers(18 * S)
    assert isinstance(again, WriteDue)
    assert wire.check_timers(21 * S) == [HungUp("2 pings without a pong in time")]


def test_pong_in_time_keeps_links2004_alive() -> None:
    wire = opened(Links2004(1, heartbeat=HEARTBEAT))
    wire.check_timers(15 * S)
    wire.check_timers(18 * S)
    assert wire.receive(b"\x8a\x00", 19 * S) == []
    assert wire.next_timer_us == 33 * S


def test_espidf_pings_only_after_ten_silent_seconds() -> None:
    wire = opened(EspIdf(1))
    wire.receive(text_frame("busy"), 9 * S)
    assert wire.next_timer_us == 19 * S
    assert len(wire.check_timers(19 * S)) == 1
    assert len(wire.check_timers(29 * S)) == 1


def test_ping_is_answered_with_its_payload() -> None:
    (pong,) = opened(Gilmaimon()).receive(b"\x89\x02hi", 0)
    assert pong == WriteDue(bytes.fromhex("8A 82 00 00 00 00") + b"hi")


MAKERS: list[Callable[[], Library]] = [lambda: Links2004(1), Gilmaimon, lambda: EspIdf(1)]


@pytest.mark.parametrize("make", MAKERS)
@given(data=st.binary(max_size=300))
def test_no_byte_string_breaks_a_client(make: Callable[[], Library], data: bytes) -> None:
    fresh = ClientWire(make())
    fresh.opening(TARGET, 0)
    fresh.receive(data, 0)
    opened(make()).receive(data, 0)


@given(
    texts=st.lists(st.text(max_size=200), max_size=5),
    binary=st.binary(max_size=3_000),
    step=st.integers(1, 4_000),
)
def test_messages_arrive_whole_however_they_are_cut(
    texts: list[str], binary: bytes, step: int
) -> None:
    stream = b"".join(map(text_frame, texts)) + shortest_header(BINARY, len(binary), None) + binary
    wire = opened(Gilmaimon())
    events: list[WireEvent] = []
    for at in range(0, len(stream), step):
        events += wire.receive(stream[at : at + step], 0)
    assert events == [*map(TextIn, texts), BinaryIn(binary)]
