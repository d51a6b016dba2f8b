"""The card of games, in a real browser and on a real bridge."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bridge_games.shelf import GameShelf
from bridge_games.values import AddWish

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.e2e.conftest import Chromium, PanelPage, RunProgram

pytestmark = [pytest.mark.sockets, pytest.mark.browser, pytest.mark.slow]

CARD = ".games-card"
TEXT = f"(document.querySelector('{CARD}')?.innerText ?? '')"


@pytest.fixture
def shelf(tmp_path: Path) -> GameShelf:
    """The games of the bridge whose panel is open."""
    (tmp_path / "state").mkdir()
    return GameShelf(tmp_path / "state")


@pytest.fixture
def tilt(tmp_path: Path) -> Path:
    """An exported game."""
    (tmp_path / "tilt").mkdir()
    (tmp_path / "tilt" / "index.html").write_text("<title>Tilt</title><h1>Played</h1>")
    return tmp_path / "tilt"


@pytest.fixture
def panel(
    run_program: "RunProgram", chromium: "Chromium", shelf: GameShelf, tmp_path: Path
) -> "Iterator[PanelPage]":
    """The panel of a bridge without devices."""
    assert shelf.games() == []
    with (
        run_program("run", "--port", "0", "--state", str(tmp_path / "state")) as address,
        chromium.open_page(address) as page,
    ):
        page.wait_until(f"{TEXT}.includes('serves no game yet')")
        yield page


def press(panel: "PanelPage", name: str) -> None:
    """Press a button once it is there."""
    panel.run(lambda page: page.get_by_role("button", name=name, exact=True).click())


def add(panel: "PanelPage", folder: Path) -> None:
    """Type a folder and press the button."""
    panel.run(lambda page: page.fill(f"{CARD} input[name=folder]", str(folder)))
    press(panel, "Add game")


def test_game_is_added_by_its_folder_and_played_in_a_tab_of_its_own(
    panel: "PanelPage", tilt: Path
) -> None:
    add(panel, tilt)
    panel.wait_until(f"{TEXT}.includes('Tilt was added.')")
    panel.wait_until(f"document.querySelector('{CARD} li img')?.naturalWidth > 0")

    def play() -> tuple[str, bool]:
        page = panel.page
        with page.context.expect_page() as opened:
            page.click(f"{CARD} a.primary")
        opened.value.wait_for_load_state()
        has_opener = bool(opened.value.evaluate("opener !== null"))
        return opened.value.inner_text("h1"), has_opener

    assert panel.run(lambda _page: play()) == ("Played", False)
    assert (panel.violations(), panel.problems) == ([], [])


def test_what_is_no_game_says_what_to_do(panel: "PanelPage", tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    content = {"firstLayout": "", "properties": {}, "layouts": []}
    (project / "game.json").write_text(json.dumps(content))
    add(panel, project)
    panel.wait_until(f"{TEXT}.includes('Export as HTML5 game')")
    # What was typed stays, to be mended.
    typed = panel.evaluate(f"document.querySelector('{CARD} input[name=folder]').value")
    assert typed == str(project)


def test_game_is_removed_and_brought_back(panel: "PanelPage", shelf: GameShelf, tilt: Path) -> None:
    shelf.add(AddWish(str(tilt), title="Mine", is_trusted=True))
    panel.wait_until(f"{TEXT}.includes('Mine')")
    panel.click(f"{CARD} .game-more summary")
    press(panel, "Remove Mine")
    panel.wait_until(f"{TEXT}.includes('Mine was removed; its folder is as it was.')")
    assert (shelf.games(), tilt.exists()) == ([], True)
    press(panel, "Undo")
    panel.wait_until(f"{TEXT}.includes('Mine is back.')")
    (game,) = shelf.games()
    assert (game.title, game.record.is_trusted) == ("Mine", True)


def test_trust_is_asked_about_and_taken_back(
    panel: "PanelPage", shelf: GameShelf, tilt: Path
) -> None:
    shelf.add(AddWish(str(tilt)))
    panel.wait_until(f"document.querySelector('{CARD} .game-more summary') !== null")
    panel.click(f"{CARD} .game-more summary")
    press(panel, "Trust")
    assert "like installing a program" in panel.text_of("#confirm-dialog")
    press(panel, "Trust it")
    panel.wait_until(f"{TEXT}.includes('Tilt is trusted.')")
    assert shelf.games()[0].record.is_trusted
    press(panel, "Back into the sandbox")
    panel.wait_until(f"{TEXT}.includes('in the sandbox again')")
    assert not shelf.games()[0].record.is_trusted


def test_game_whose_folder_has_gone_cannot_be_played_and_says_why(
    panel: "PanelPage", shelf: GameShelf, tilt: Path
) -> None:
    shelf.add(AddWish(str(tilt)))
    panel.wait_until(f"document.querySelector('{CARD} a.primary:not([hidden])') !== null")
    tilt.rename(tilt.with_name("elsewhere"))
    panel.wait_until(f"{TEXT}.includes('has gone')")
    assert panel.evaluate(f"document.querySelector('{CARD} a.primary').hidden") is True
