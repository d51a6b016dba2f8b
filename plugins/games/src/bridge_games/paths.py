"""Which file of a game an address means, and none that is not below its folder.

Knows: file names, on every system. Does not know: HTTP, games.
"""

import re
from pathlib import Path

INDEX = "index.html"
MAX_PATH_LENGTH = 1024
# What a name may not have on any system: separators, drives, streams, wildcards, controls.
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|]')
# Windows opens devices by these names, whatever folder or ending is written around them.
_DEVICE = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE
)


def is_plain_name(chunk: str) -> bool:
    """Tell whether one part of a path names the same file on every system, and no hidden one."""
    return not (
        not chunk
        # "..", "." and what people hide: settings of tools, histories of versions.
        or chunk.startswith(".")
        # Windows leaves these away, and so opens another file than was checked.
        or chunk.endswith((".", " "))
        or _FORBIDDEN.search(chunk)
        or _DEVICE.fullmatch(chunk)
    )


def find_file(folder: Path, path: str) -> Path | None:
    """Return the file that `path` (decoded, with '/') names below `folder`, or None.

    A folder stands for its index.html. A link may lead to another place of the folder, and
    nowhere else.
    """
    chunks = path.split("/")
    if chunks[-1] == "":
        chunks[-1] = INDEX
    if len(path) > MAX_PATH_LENGTH or not all(is_plain_name(chunk) for chunk in chunks):
        return None
    try:
        root = folder.resolve(strict=True)
        found = root.joinpath(*chunks).resolve(strict=True)
    except (OSError, RuntimeError, ValueError):
        return None  # Not there, a loop of links, or a name that the system refuses.
    if not found.is_relative_to(root) or not found.is_file():
        return None
    # The true name may differ from the one that was asked for: a link, or a short name as
    # Windows gives to every file. Hidden files stay hidden behind them.
    return found if all(is_plain_name(chunk) for chunk in found.relative_to(root).parts) else None
