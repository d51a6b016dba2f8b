"""Exported folders: which folders are games, what they say of themselves, and why others
are none. Every call here may wait for the disk.

Knows: files. Does not know: HTTP, which games were added.
"""

from pathlib import Path

from bridge_games.gdevelop import (
    DATA_FILE,
    MANIFEST_FILE,
    facts_from_data,
    facts_from_manifest,
    is_project,
    title_from_page,
)
from bridge_games.paths import INDEX, find_file, is_plain_name
from bridge_games.pictures import is_picture
from bridge_games.values import ExportFacts

# A project with all its scenes; what is larger is served, and its own words are left unread.
MAX_DATA_BYTES = 32 * 1024 * 1024
MAX_PAGE_BYTES = 1024 * 1024
MAX_GAMES_PER_FOLDER = 64
MAX_LOOKED_AT = 1024
# What lies beside an example's project on purpose, so it goes before what an export makes.
_PICTURES = ("thumbnail", "preview", "square-icon", "icon", "favicon")
_PICTURE_ENDINGS = (".png", ".webp", ".jpg", ".jpeg", ".svg", ".gif")
HOW_TO_EXPORT = (
    "In GDevelop 5: Share (or File > Export), Publish on stores, Web, choose an empty folder, "
    "Export as HTML5 game; then add that folder"
)


def is_export(folder: Path) -> bool:
    """Tell whether a folder holds a game that a browser can play."""
    return find_file(folder, INDEX) is not None


def find_exports(folder: Path) -> list[Path]:
    """Return the game that a folder is, or the games that are right below it, by name."""
    if is_export(folder):
        return [folder]
    try:
        below = sorted(folder.iterdir())[:MAX_LOOKED_AT]
    except OSError:
        return []
    games = [path for path in below if is_plain_name(path.name) and path.is_dir()]
    return [path for path in games if is_export(path)][:MAX_GAMES_PER_FOLDER]


def explain_no_export(path: Path) -> str:
    """Return why nothing at `path` can be played, and what to do."""
    if not path.exists():
        return f"{path}: there is no such folder; check its spelling"
    if path.is_file():
        if path.suffix.lower() == ".json" and _is_project_file(path):
            return f"{path} is a project of GDevelop, not an exported game. {HOW_TO_EXPORT}"
        return f"{path} is a file: name the folder of an exported game, or a .zip of one"
    project = next(filter(_is_project_file, sorted(path.glob("*.json"))[:16]), None)
    if project is not None:
        return (
            f"{path} holds a project of GDevelop ({project.name}), not an exported game. "
            f"{HOW_TO_EXPORT}"
        )
    return f"{path} holds no {INDEX}, so it is no exported game. {HOW_TO_EXPORT}"


def _is_project_file(path: Path) -> bool:
    return is_project(_read(path, MAX_DATA_BYTES))


def read_facts(folder: Path) -> ExportFacts:
    """Return what an export says of itself; its folder's name, if it has no title."""
    manifest = facts_from_manifest(_read_below(folder, MANIFEST_FILE, MAX_PAGE_BYTES))
    data = facts_from_data(_read_below(folder, DATA_FILE, MAX_DATA_BYTES))
    page = title_from_page(_read_below(folder, INDEX, MAX_PAGE_BYTES))
    return ExportFacts(
        title=manifest.title or data.title or page or folder.name,
        text=manifest.text or data.text,
        picture=_find_picture(folder, (manifest.picture, data.picture)),
        width_px=data.width_px,
        height_px=data.height_px,
        orientation=manifest.orientation or data.orientation,
    )


def facts_version(folder: Path) -> tuple[tuple[int, int], ...]:
    """Return what differs once a game was exported again; it costs a look at a few files."""
    return tuple(_stamp(folder / name) for name in (INDEX, DATA_FILE, MANIFEST_FILE, "."))


def _stamp(path: Path) -> tuple[int, int]:
    try:
        facts = path.stat()
    except OSError:
        return 0, 0
    return facts.st_mtime_ns, facts.st_size


def _find_picture(folder: Path, named: tuple[str, ...]) -> str:
    usual = [word + ending for word in _PICTURES for ending in _PICTURE_ENDINGS]
    # Icons of the manifest and the loading picture come before what only looks like one.
    for path in (*usual[: 2 * len(_PICTURE_ENDINGS)], *named, *usual):
        found = find_file(folder, path) if path else None
        if found is not None and is_picture(found):
            return path
    return ""


def _read_below(folder: Path, path: str, limit: int) -> str:
    found = find_file(folder, path)
    return "" if found is None else _read(found, limit)


def _read(path: Path, limit: int) -> str:
    """Return the text of a file, or nothing when it is gone, too long or no text."""
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except OSError:
        return ""
    return "" if len(content) > limit else content.decode("utf-8", "replace")
