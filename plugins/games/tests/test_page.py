"""The page for players."""

from bridge_games.page import build_missing_page, build_page
from bridge_games.values import Orientation, ShownGame


def shown(title: str, text: str = "", orientation: Orientation = "") -> ShownGame:
    return ShownGame(
        name="tilt",
        title=title,
        text=text,
        path="/games/tilt/",
        picture="/games/_/picture/tilt",
        width_px=0,
        height_px=0,
        orientation=orientation,
    )


def test_game_is_a_link_with_picture_title_and_text() -> None:
    page = build_page([shown("Tilt", "Roll home.", "landscape")])
    for part in (
        'href="/games/tilt/"',
        'src="/games/_/picture/tilt"',
        ">Tilt<",
        ">Roll home.<",
        "sideways",
    ):
        assert part in page


def test_words_of_a_game_never_become_markup() -> None:
    page = build_page([shown("<script>x</script>", '"><img src=x>')])
    assert "<script" not in page
    assert "<img src=x" not in page
    assert "<script" not in build_missing_page("tilt", "<script>")


def test_page_without_games_says_how_to_add_one() -> None:
    assert "gamebridge games add" in build_page([])


def test_page_runs_no_script_and_has_no_style_of_its_own() -> None:
    page = build_page([shown("Tilt")])
    for word in ("<script", "<style", "style=", "onclick"):
        assert word not in page
