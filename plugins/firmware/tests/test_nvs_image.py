"""Images of a board's store, made by Espressif's generator and read back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge_firmware.nvs_image import PAGE_BYTES, build_nvs_image, read_nvs_image

SIZE = 0x6000
NAMES = st.text("abcdefgh", min_size=1, max_size=15)


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(NAMES, st.binary(min_size=1, max_size=1400), max_size=5))
def test_what_goes_in_comes_out(entries: dict[str, bytes]) -> None:
    image = build_nvs_image(entries, SIZE)
    assert len(image) == SIZE
    assert read_nvs_image(image) == entries
    assert image[-PAGE_BYTES:] == b"\xff" * PAGE_BYTES


@pytest.mark.parametrize("size", [0, 2 * PAGE_BYTES, 3 * PAGE_BYTES + 1])
def test_impossible_sizes_are_refused(size: int) -> None:
    with pytest.raises(ValueError, match="a store has"):
        build_nvs_image({"wifi": b"x"}, size)


def test_entries_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        build_nvs_image({f"n{i}": bytes(1400) for i in range(7)}, 3 * PAGE_BYTES)


@pytest.mark.parametrize("at", [64 + 8, 64 + 32 + 26, 64 + 64 + 1])
def test_damage_is_seen(at: int) -> None:
    image = bytearray(build_nvs_image({"wifi": b"secret"}, SIZE))
    image[at] ^= 1
    with pytest.raises(ValueError, match="damaged"):
        read_nvs_image(bytes(image))
