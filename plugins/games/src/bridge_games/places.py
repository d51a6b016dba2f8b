"""Folders that are never served, whoever asks: with them everything would be.

Knows: folders. Does not know: games, HTTP.
"""

from pathlib import Path

UNPACKED = "games"


def shelf_of(state_dir: Path) -> Path:
    """Return where unpacked games are kept."""
    return state_dir / UNPACKED


def check_place(folder: Path, state_dir: Path) -> None:
    """Refuse a folder that holds more than a game; ValueError says why."""
    found, state = folder.resolve(), state_dir.resolve()
    if found == Path(found.anchor):
        raise ValueError(f"{folder} is a whole disk: name the folder of one game")
    if Path.home().resolve().is_relative_to(found):
        raise ValueError(f"{folder} holds your own folder: name the folder of one game")
    is_unpacked = found.is_relative_to(shelf_of(state)) and found != shelf_of(state)
    if state.is_relative_to(found) or (found.is_relative_to(state) and not is_unpacked):
        raise ValueError(f"{folder} holds the bridge's own files, its keys among them")
