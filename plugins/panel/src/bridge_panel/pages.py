"""Where the page's files are, and which of them may be read.

Knows: folders and file names. Does not know: HTTP.
"""

from pathlib import Path

from bridge.api import PAGE_FILE_TYPES, SettingsError

INDEX = "index.html"
_FOLDERS = ("src", "style")
_FILES = (INDEX, "icon.svg")


def web_root(web_folder: str = "") -> Path:
    """Return the folder of the page: the setting, the package's own, or the checkout's.

    SettingsError names the folder that holds no page.
    """
    if web_folder:
        chosen = Path(web_folder).expanduser()
        if not (chosen / INDEX).is_file():
            raise SettingsError(
                f"[plugin.panel] web_folder {web_folder!r} holds no {INDEX}: "
                "name a folder like clients/web, or leave it out"
            )
        return chosen
    own = Path(__file__).parent / "web"
    if (own / INDEX).is_file():
        return own
    # An editable install has no copy; the pages are where they are worked on.
    checkout = Path(__file__).parents[4] / "clients" / "web"
    if (checkout / INDEX).is_file():
        return checkout
    raise SettingsError(
        f"the panel has no page: neither {own} nor {checkout} holds {INDEX}; "
        "install gamebridge-panel again, or set web_folder in [plugin.panel]"
    )


def find_page(root: Path, name: str) -> Path | None:
    """Return the file of a page by its name below `root`, or None when it is not for readers."""
    chunks = name.split("/")
    # A chunk that begins with a dot is "..", ".", or hidden; an empty one is a stray slash.
    if any(not chunk or chunk.startswith(".") or "\\" in chunk or ":" in chunk for chunk in chunks):
        return None
    if name not in _FILES and (chunks[0] not in _FOLDERS or len(chunks) < 2):
        return None
    path = root.joinpath(*chunks)
    # What else lies in a checkout (tests, packages, maps of the tools) is nobody's business.
    if path.suffix not in PAGE_FILE_TYPES or not path.is_file():
        return None
    return path if path.resolve().is_relative_to(root.resolve()) else None
