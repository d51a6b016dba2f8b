"""What people may type as a camera's address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge_sources.location import AddressRefused, Location, parse_host, parse_location


@pytest.mark.parametrize(
    ("text", "location"),
    [
        ("192.168.1.50", Location("192.168.1.50")),
        (" 192.168.1.50:8080 ", Location("192.168.1.50", 8080)),
        ("Cam-1.local", Location("cam-1.local")),
        ("cam:81", Location("cam", 81)),
        ("http://cam/", Location("cam")),
        ("HTTP://cam:81/stream?x=1#y", Location("cam", 81, "/stream?x=1")),
        ("http://me:p%40ss@cam/a", Location("cam", 0, "/a", "me", "p@ss")),
        ("fd00::5", Location("fd00::5")),
        ("[fd00::5]:81", Location("fd00::5", 81)),
        ("http://[fd00::5]/x", Location("fd00::5", 0, "/x")),
        # Whoever else reads this may see another host; the bridge asks the one it read.
        ("http://127.0.0.1#@192.168.1.1/", Location("127.0.0.1")),
    ],
)
def test_plain_addresses_are_taken_apart(text: str, location: Location) -> None:
    assert parse_location(text) == location


# What other programs read as 127.0.0.1, as files, or as several things at once.
NOT_PLAIN = [
    "",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "127.0.0.01",
    "127.0.0.0x1",
    "1.0x",
    "localhost.1",
    "127。0。0。1",
    "①②⑦.0.0.1",
    "cam..local",
    "-cam",
    "cam/../x y",
    "cam\r\nHost: other",
    "fe80::1%eth0",
    "[fd00::5",
    "[cam]",
    "cam:0",
    "cam:70000",
    "http://cam:port/",
    "http:cam",
    "http:///stream",
    "http://cam/" + "x" * 300,
    "http://cam/\x7f",
    "https://cam/",
    "file:///etc/passwd",
    "file:/etc/passwd",
    "concat:http://cam/a|file:///etc/passwd",
    "subfile,,start,0,end,9,,:/etc/passwd",
    "rtsp://cam/1",
    "gopher://cam/",
    "data:text/plain,x",
    "x" * 64 + ".local",
    "/etc/passwd",
]


@pytest.mark.parametrize("text", NOT_PLAIN)
def test_everything_else_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(AddressRefused):
        parse_location(text)


def test_refusal_names_value_and_remedy() -> None:
    with pytest.raises(AddressRefused, match=r"'127\.1'.*use an address like"):
        parse_host("127.1")
    with pytest.raises(AddressRefused, match="by http, not by 'file'"):
        parse_location("file:///etc/passwd")


@given(st.text(max_size=60))
def test_no_text_raises_anything_else(text: str) -> None:
    try:
        location = parse_location(text)
    except AddressRefused:
        return
    assert str(parse_host(location.host)) == location.host
