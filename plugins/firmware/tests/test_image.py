"""Images that say what they are, and files that are something else."""

import hashlib
from functools import reduce
from operator import xor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge_firmware.image import MAX_IMAGE_BYTES, _xor, parse_image
from plugins.firmware.tests.images import build_image, build_whole_image


def test_image_says_what_it_is() -> None:
    content = build_image("gamebridge-atoms3r-cam", "2.0.1", 9)
    image = parse_image(content)
    assert (image.project, image.board) == ("gamebridge-atoms3r-cam", "atoms3r-cam")
    assert (image.version, image.chip, image.size) == ("2.0.1", "esp32s3", len(content))
    assert (image.built, image.idf) == ("Nov 28 2026 10:00:00", "v5.5.5")
    assert image.sha256 == hashlib.sha256(content).hexdigest()
    assert not image.is_signed


def test_signature_behind_the_image_is_seen() -> None:
    content = build_image()
    padded = content.ljust(-(-len(content) // 4096) * 4096, b"\xff")
    assert parse_image(padded + b"\xe7\x03".ljust(4096, b"\0")).is_signed
    assert not parse_image(padded + bytes(4096)).is_signed


@pytest.mark.parametrize("bootloader_at", [0, 0x1000])
def test_image_of_a_whole_flash_is_one_for_boards_at_a_cable(bootloader_at: int) -> None:
    content = build_whole_image(build_image("gamebridge-cam", "2.0", 9), bootloader_at)
    image = parse_image(content + b"\xff" * 100)
    assert (image.is_whole, image.project, image.chip) == (True, "gamebridge-cam", "esp32s3")
    assert image.size == len(content) + 100
    assert image.sha256 == hashlib.sha256(content + b"\xff" * 100).hexdigest()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xe9" * (MAX_IMAGE_BYTES + 1), "at most"),
        (b"\x7fELF....", "take the .bin beside it"),
        (b"\xaa\x50\x01\x02", "partition table"),
        (b"PK\x03\x04....", "ZIP archive"),
        (b"\n<!doctype html>", "web page"),
        (b"\xff" * 0x20000, "whole flash"),
        (b"\x89PNG", "begins with 89 50 4e 47"),
        (b"\xe9\x03" + bytes(400), "bootloader"),
        (build_whole_image(b"\xff" * 400), "bootloader"),
        (build_whole_image(build_image("hello")), "this is hello 1.1.0"),
        (build_image("hello_world"), "this is hello_world 1.1.0: gamebridge's own firmware"),
        (build_image("gamebridge-x", ""), "gamebridge's own firmware"),
        (build_image(chip=77), "chip of number 77"),
        (build_image(version="1\x07"), "no text"),
    ],
)
def test_wrong_file_is_named(content: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        parse_image(content)
    assert words in str(caught.value)


@given(st.integers(0, len(build_image()) - 1))
def test_image_that_is_cut_anywhere_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match=r"cut off|empty|bootloader"):
        parse_image(build_image()[:size])


@given(st.integers(288, len(build_image()) - 1), st.integers(1, 255))
def test_image_with_one_wrong_byte_is_refused(at: int, change: int) -> None:
    content = bytearray(build_image())
    content[at] ^= change
    with pytest.raises(ValueError, match="damaged"):
        parse_image(bytes(content))


@given(st.binary(max_size=4096))
def test_any_file_is_an_image_or_named(content: bytes) -> None:
    for candidate in (content, b"\xe9" + content, build_image()[:32] + content):
        with pytest.raises(ValueError, match=r"."):
            parse_image(candidate)


@given(st.binary(max_size=100))
def test_bytes_are_combined_as_one_by_one(content: bytes) -> None:
    assert _xor(content) == reduce(xor, content, 0)
