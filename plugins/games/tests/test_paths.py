"""Files of a game, and none beside it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge_games.paths import find_file, is_plain_name

HOSTILE = [
    "../secret.txt",
    "a/../../secret.txt",
    "a/..",
    "./index.html",
    "..",
    "/etc/passwd",
    "//etc/passwd",
    "a//b.txt",
    "..\\secret.txt",
    "a\\b.txt",
    "C:/secret.txt",
    "c:secret.txt",
    "index.html:stream",
    "index.html::$DATA",
    "index.html\0.png",
    "\0",
    "a\n",
    ".git/config",
    "a/.env",
    "index.html.",
    "index.html ",
    "nul",
    "CON.txt",
    "com1.png",
    "LPT³",
    "a*",
    "a?",
    "x" * 300,
    "a/" * 600 + "b",
]


@pytest.fixture(scope="module")
def game(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A game with a folder in it, and a secret beside it."""
    root = tmp_path_factory.mktemp("root")
    (root / "secret.txt").write_text("secret")
    folder = root / "game"
    (folder / "a").mkdir(parents=True)
    (folder / ".git").mkdir()
    for path in ("index.html", "a/b.txt", "a/index.html", ".git/config", "a/.env", "höhle.png"):
        (folder / path).write_text(path)
    return folder


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("index.html", "index.html"),
        ("", "index.html"),
        ("a/b.txt", "a/b.txt"),
        ("a/", "a/index.html"),
        ("höhle.png", "höhle.png"),
    ],
)
def test_file_below_the_folder_is_found(game: Path, path: str, found: str) -> None:
    assert find_file(game, path) == game / found


@pytest.mark.parametrize("path", [*HOSTILE, "a", "none.txt", "index.html/", "index.html/x"])
def test_nothing_else_is_found(game: Path, path: str) -> None:
    assert find_file(game, path) is None


@given(st.lists(st.sampled_from(["..", ".", "", "a", "b.txt", "secret.txt", "\\", "game"])))
def test_no_path_leads_out_of_the_folder(game: Path, chunks: list[str]) -> None:
    found = find_file(game, "/".join(chunks))
    assert found is None or found.is_relative_to(game)


def test_links_lead_to_places_of_the_folder_only(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "beside").mkdir()
    (tmp_path / "beside" / "x.txt").write_text("x")
    game = tmp_path / "game"
    (game / ".hidden").mkdir(parents=True)
    (game / ".hidden" / "h.txt").write_text("h")
    (game / "real.txt").write_text("real")
    (game / "inner.txt").symlink_to("real.txt")
    (game / "outer.txt").symlink_to("../secret.txt")
    (game / "folder").symlink_to("../beside", target_is_directory=True)
    (game / "shown.txt").symlink_to(".hidden/h.txt")
    (game / "loop").symlink_to("loop")
    assert find_file(game, "inner.txt") == game / "real.txt"
    for path in ("outer.txt", "folder/x.txt", "shown.txt", "loop"):
        assert find_file(game, path) is None


def test_game_may_itself_be_a_link(tmp_path: Path, game: Path) -> None:
    (tmp_path / "link").symlink_to(game, target_is_directory=True)
    assert find_file(tmp_path / "link", "a/b.txt") == game / "a" / "b.txt"


def test_game_that_has_gone_has_no_files(tmp_path: Path) -> None:
    assert find_file(tmp_path / "gone", "index.html") is None


def test_usual_names_are_plain() -> None:
    for name in ("code0.js", "My Sprite (2).png", "console.js", "a.b.c", "コ.ogg", "nullable.txt"):
        assert is_plain_name(name)
