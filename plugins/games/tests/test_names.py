"""Names of games in addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge_games.names import MAX_NAME_LENGTH, name_from, parse_game_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Tilt it!", "tilt-it"),
        ("Äpfel & Öl", "apfel-ol"),
        ("_", "game"),
        ("ゲーム", "game"),
        ("a" * 80, "a" * 48),
    ],
)
def test_name_is_made_from_a_title(text: str, name: str) -> None:
    assert name_from(text) == name


def test_taken_name_gets_a_number() -> None:
    assert name_from("Tilt", {"tilt", "tilt-2"}) == "tilt-3"
    long = "a" * MAX_NAME_LENGTH
    assert name_from(long, {long}) == "a" * (MAX_NAME_LENGTH - 2) + "-2"


@given(st.text(), st.sets(st.sampled_from(["game", "game-2", "a", "a-2"])))
def test_every_text_gives_a_name_that_is_one_and_is_free(text: str, taken: set[str]) -> None:
    name = name_from(text, taken)
    assert parse_game_name(name) == name
    assert name not in taken


@pytest.mark.parametrize("text", ["", "_", "Tilt", "a/b", "a.b", "-a", "a" * 49, "ä", "a\n"])
def test_what_cannot_stand_in_an_address_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match=r"name .*: use 1 to 48"):
        parse_game_name(text)
