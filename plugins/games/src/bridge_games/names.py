"""Names of games as they stand in addresses: `/games/{name}/`.

Knows: text. Does not know: folders, HTTP.
"""

import re
import unicodedata
from collections.abc import Collection

MAX_NAME_LENGTH = 48
_NAME = re.compile(rf"[a-z0-9][a-z0-9_-]{{0,{MAX_NAME_LENGTH - 1}}}\Z")
_WORDLESS = re.compile(r"[^a-z0-9]+")


def parse_game_name(text: str) -> str:
    """Return `text` as a game's name, or raise ValueError."""
    if not _NAME.match(text):
        raise ValueError(
            f"name {text!r}: use 1 to {MAX_NAME_LENGTH} of a-z, 0-9, '-' and '_', "
            "beginning with a letter or digit"
        )
    return text


def name_from(text: str, taken: Collection[str] = ()) -> str:
    """Return a name made from a title or a folder's name: `Tilt it!` is `tilt-it`.

    A name that is `taken` gets a number: `tilt-it-2`.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = _WORDLESS.sub("-", plain).strip("-")[:MAX_NAME_LENGTH].rstrip("-") or "game"
    if name not in taken:
        return name
    for number in range(2, len(taken) + 3):
        ending = f"-{number}"
        numbered = name[: MAX_NAME_LENGTH - len(ending)].rstrip("-") + ending
        if numbered not in taken:
            return numbered
    raise AssertionError("more names are taken than there are")  # pragma: no cover
