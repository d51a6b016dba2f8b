"""Names of recordings. The bridge makes them; whatever else comes is refused."""

import re
import secrets
from datetime import UTC, datetime
from pathlib import Path

from bridge.api import BridgeError

_ID = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{8}\Z")
FINISHED_SUFFIX = ".mcap"
PART_SUFFIX = ".mcap.part"


class UnknownRecording(BridgeError):
    """There is no recording of that id, or it is no id at all."""

    def __init__(self, text: str) -> None:
        super().__init__(f"recording {text[:80]!a}: no such recording")


def new_id(wall_us: int) -> str:
    """Return an id for a recording that starts now: sortable, and not to be guessed."""
    moment = datetime.fromtimestamp(wall_us // 1_000_000, UTC)
    return f"{moment:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"


def parse_id(text: str) -> str:
    """Return `text` as an id. UnknownRecording for anything that could be a path."""
    if not text.isascii() or not _ID.match(text):
        raise UnknownRecording(text)
    return text


def finished_path(folder: Path, recording_id: str) -> Path:
    """Return where a finished recording is."""
    return folder / (parse_id(recording_id) + FINISHED_SUFFIX)


def part_path(folder: Path, recording_id: str) -> Path:
    """Return where a recording is while it is being written."""
    return folder / (parse_id(recording_id) + PART_SUFFIX)


def id_of(path: Path) -> str | None:
    """Return the id of a recording's file, finished or not; None for any other file."""
    for suffix in (PART_SUFFIX, FINISHED_SUFFIX):
        stem = path.name.removesuffix(suffix)
        if stem != path.name:
            return stem if stem.isascii() and _ID.match(stem) else None
    return None
