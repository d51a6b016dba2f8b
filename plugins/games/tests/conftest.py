"""What the tests of games share."""

from pathlib import Path

import pytest

from bridge_games.shelf import GameShelf
from plugins.games.tests.exports import build_game


@pytest.fixture
def state_dir(tmp_path: Path) -> Path:
    """The private folder of a bridge."""
    folder = tmp_path / "state"
    folder.mkdir()
    return folder


@pytest.fixture
def shelf(state_dir: Path) -> GameShelf:
    """The games of a bridge: none yet."""
    return GameShelf(state_dir)


@pytest.fixture
def tilt(tmp_path: Path) -> Path:
    """The folder of an exported game."""
    return build_game(tmp_path / "exported" / "tilt")
