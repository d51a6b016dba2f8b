"""Archives, those that are games and those that are traps."""

import stat
import zipfile
from pathlib import Path

import pytest

from bridge_games import unpacking
from bridge_games.unpacking import ArchiveRefused, sweep, unpack
from plugins.games.tests.exports import build_zip

PAGE = ("index.html", b"<title>Zipped</title>")


def refused(archive: Path, shelf: Path, reason: str) -> None:
    """Check that an archive is refused and that nothing is left of it."""
    with pytest.raises(ArchiveRefused, match=reason):
        unpack(archive, shelf)
    assert not shelf.exists() or list(shelf.iterdir()) == []


@pytest.mark.parametrize("head", ["", "tilt/", "out/"])
def test_game_is_unpacked_with_and_without_a_folder_around_it(tmp_path: Path, head: str) -> None:
    files = [(head + "index.html", b"page"), (head + "a/b.js", b"code")]
    game = unpack(build_zip(tmp_path / "tilt.zip", *files), tmp_path / "shelf")
    assert (game / "index.html").read_bytes() == b"page"
    assert (game / "a" / "b.js").read_bytes() == b"code"


def test_same_archive_twice_is_one_folder_and_a_newer_one_another(tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    first = unpack(build_zip(tmp_path / "tilt.zip", PAGE), shelf)
    assert unpack(tmp_path / "tilt.zip", shelf) == first
    assert unpack(build_zip(tmp_path / "tilt.zip", PAGE, ("b", b"")), shelf) != first
    assert len(list(shelf.iterdir())) == 2


def test_chaff_of_other_systems_is_left_out(tmp_path: Path) -> None:
    chaff = (("__MACOSX/._index.html", b"x"), (".DS_Store", b"x"), ("a/.git/config", b"x"))
    game = unpack(build_zip(tmp_path / "tilt.zip", PAGE, *chaff), tmp_path / "shelf")
    assert [path.name for path in game.iterdir()] == ["index.html"]


@pytest.mark.parametrize(
    "name",
    ["../evil", "a/../../evil", "/evil", "C:/evil", "a\\evil", "a//evil", "nul.txt", "a/evil."],
)
def test_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    archive = build_zip(tmp_path / "tilt.zip", PAGE, (name, b"x"))
    refused(archive, tmp_path / "shelf", "not a name for a file")
    assert not (tmp_path / "evil").exists()


def test_link_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "tilt.zip", "w") as archive:
        archive.writestr(*PAGE)
        archive.writestr(link, "/etc/passwd")
    refused(tmp_path / "tilt.zip", tmp_path / "shelf", "is a link")


def test_bomb_is_refused_by_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "PLAIN_BYTES", 1024)
    archive = build_zip(tmp_path / "bomb.zip", PAGE, ("zeros.bin", bytes(1_000_000)))
    refused(archive, tmp_path / "shelf", "would grow more than 200 times")


def test_bomb_that_lies_about_its_size_is_stopped(tmp_path: Path) -> None:
    archive = build_zip(tmp_path / "liar.zip", PAGE, ("zeros.bin", bytes(1_000_000)))
    content = archive.read_bytes()
    # The size stands in the file's own head and in the list at the end.
    assert content.count((1_000_000).to_bytes(4, "little")) == 2
    short = content.replace((1_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    archive.write_bytes(short)
    refused(archive, tmp_path / "shelf", "no whole .zip file|larger than the archive says")


@pytest.mark.parametrize(
    ("limit", "value", "reason"),
    [
        ("MAX_UNPACKED_BYTES", 100, "larger than"),
        ("MAX_ENTRIES", 2, "at most 2"),
        ("MAX_DEPTH", 2, "too long"),
    ],
)
def test_archive_over_a_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, reason: str
) -> None:
    monkeypatch.setattr(unpacking, limit, value)
    files = [("a/b/c.txt", b"x" * 60), ("b.txt", b"y" * 60)]
    archive = build_zip(tmp_path / "tilt.zip", PAGE, *files)
    refused(archive, tmp_path / "shelf", reason)


def test_two_names_that_some_systems_take_for_one_are_refused(tmp_path: Path) -> None:
    archive = build_zip(tmp_path / "tilt.zip", PAGE, ("Index.HTML", b"other"))
    refused(archive, tmp_path / "shelf", "twice")


def test_encrypted_file_is_refused(tmp_path: Path) -> None:
    archive = build_zip(tmp_path / "tilt.zip", PAGE)
    content = bytearray(archive.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    archive.write_bytes(content)
    refused(archive, tmp_path / "shelf", "encrypted")


@pytest.mark.parametrize("cut", [0, 10, -30])
def test_broken_archive_is_refused(tmp_path: Path, cut: int) -> None:
    archive = build_zip(tmp_path / "tilt.zip", PAGE)
    archive.write_bytes(archive.read_bytes()[:cut] if cut else b"no archive")
    refused(archive, tmp_path / "shelf", "no whole .zip file")


def test_archive_that_was_damaged_on_its_way_is_refused(tmp_path: Path) -> None:
    archive = build_zip(tmp_path / "tilt.zip", PAGE, ("noise.bin", bytes(range(256)) * 9))
    content = bytearray(archive.read_bytes())
    at = content.index(b"noise.bin") + len(b"noise.bin")
    content[at : at + 40] = b"\xff" * 40
    archive.write_bytes(content)
    refused(archive, tmp_path / "shelf", "no whole .zip file")


def test_archive_without_a_game_or_with_several_says_so(tmp_path: Path) -> None:
    none = build_zip(tmp_path / "none.zip", ("readme.txt", b"x"))
    refused(none, tmp_path / "shelf", r"none\.zip holds no index\.html")
    two = build_zip(tmp_path / "two.zip", ("a/index.html", b"x"), ("b/index.html", b"x"))
    refused(two, tmp_path / "shelf", "holds 2 games")


def test_unused_folders_are_swept_away(tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    game = unpack(build_zip(tmp_path / "tilt.zip", PAGE), shelf)
    (shelf / "left.part").mkdir()
    sweep(shelf, lambda folder: folder == game)
    assert list(shelf.iterdir()) == [game]
    sweep(tmp_path / "never", lambda _folder: False)
