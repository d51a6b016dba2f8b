"""Picture sizes have names and numbers of this firmware's own."""

import pytest

from bridge_dialects.s3cam.resolutions import (
    RESOLUTIONS,
    Resolution,
    name_of_size,
    parse_listed,
    text_of,
)


@pytest.mark.parametrize("text", ["", "nonsense", "7", "7:XGA", "7:XGA(1024x768", "," * 1000])
def test_a_list_that_says_nothing_means_the_known_ones(text: str) -> None:
    assert parse_listed(text) == RESOLUTIONS


def test_what_is_listed_twice_counts_once() -> None:
    assert parse_listed("1:A(8x8), 2:A(9x9) ,3:B(7x7)") == (
        Resolution(1, "A", 8, 8),
        Resolution(3, "B", 7, 7),
    )


def test_sizes_have_names_as_far_as_they_are_known() -> None:
    listed = (Resolution(1, "MINE", 100, 50),)
    assert name_of_size((100, 50), listed) == "MINE"
    assert name_of_size((1024, 768), listed) == "XGA"
    assert name_of_size((100, 50)) == "100x50"


@pytest.mark.parametrize(
    ("name", "text"),
    [("XGA", "XGA (1024x768)"), ("100x50", "Custom (100x50)"), ("", "Unknown")],
)
def test_pages_read_names_with_sizes(name: str, text: str) -> None:
    assert text_of(name) == text
