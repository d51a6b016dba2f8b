"""What GDevelop writes into an export: its manifest, and the project inside `data.js`.

Knows: text. Does not know: files. Whatever the text is, the answer is facts or none.
"""

import json
import re
from typing import cast

from bridge_games.values import ExportFacts, Orientation

DATA_FILE = "data.js"
MANIFEST_FILE = "manifest.webmanifest"
# Longer texts do not fit on a phone's screen, and nobody reads them.
MAX_TITLE_LENGTH = 80
MAX_TEXT_LENGTH = 280
MAX_SIDE_PX = 16384
_PROJECT = re.compile(r"\bgdjs\.projectData\s*=\s*")
_TITLE = re.compile(r"<title[^>]*>([^<]{1,400})</title>", re.IGNORECASE)
_PROJECT_KEYS = ("firstLayout", "properties", "layouts")

Table = dict[str, object]


def facts_from_data(text: str) -> ExportFacts:
    """Return what `data.js` says. Its picture is the one of the loading screen."""
    project = _parse_project(text)
    properties = table_in(project, "properties")
    loading = table_in(properties, "loadingScreen")
    return ExportFacts(
        title=short_text(properties.get("name"), MAX_TITLE_LENGTH),
        text=short_text(properties.get("description"), MAX_TEXT_LENGTH),
        picture=_find_resource(project, loading.get("backgroundImageResourceName")),
        width_px=_side(properties.get("windowWidth")),
        height_px=_side(properties.get("windowHeight")),
        orientation=orientation_of(properties.get("orientation")),
    )


def _parse_project(text: str) -> Table:
    found = _PROJECT.search(text)
    if found is None:
        return {}
    try:
        # What follows the object (options of the runtime) is no business of ours.
        project, _ = json.JSONDecoder().raw_decode(text, found.end())
    except (ValueError, RecursionError):
        return {}
    return as_table(project)


def facts_from_manifest(text: str) -> ExportFacts:
    """Return what the manifest of a web app says. Its picture is its largest icon."""
    try:
        manifest = as_table(json.loads(text))
    except (ValueError, RecursionError):
        return ExportFacts()
    return ExportFacts(
        title=short_text(manifest.get("name"), MAX_TITLE_LENGTH),
        text=short_text(manifest.get("description"), MAX_TEXT_LENGTH),
        picture=_largest_icon(manifest.get("icons")),
        orientation=orientation_of(manifest.get("orientation")),
    )


def title_from_page(text: str) -> str:
    """Return the title of an HTML page, or nothing."""
    found = _TITLE.search(text)
    return short_text(found.group(1) if found else "", MAX_TITLE_LENGTH)


def is_project(text: str) -> bool:
    """Tell whether this is a project of GDevelop, as its editor saves it."""
    try:
        project = as_table(json.loads(text))
    except (ValueError, RecursionError):
        return False
    return all(key in project for key in _PROJECT_KEYS)


def as_table(value: object) -> Table:
    """Return a JSON object as it is, and an empty one for anything else."""
    return cast("Table", value) if isinstance(value, dict) else {}


def table_in(table: Table, key: str) -> Table:
    """Return the JSON object below a key, or an empty one."""
    return as_table(table.get(key))


def short_text(value: object, limit: int) -> str:
    """Return a text in one line and of at most `limit` characters; nothing for other values."""
    if not isinstance(value, str):
        return ""
    line = " ".join("".join(c if c.isprintable() else " " for c in value).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def orientation_of(value: object) -> Orientation:
    """Return how a phone is to be held, if the value says so."""
    word = value.partition("-")[0] if isinstance(value, str) else ""
    if word == "landscape":
        return "landscape"
    return "portrait" if word == "portrait" else ""


def _side(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0
    return int(value) if 0 < value <= MAX_SIDE_PX else 0


def _find_resource(project: Table, name: object) -> str:
    resources = table_in(project, "resources").get("resources")
    if not isinstance(name, str) or not name or not isinstance(resources, list):
        return ""
    for resource in map(as_table, resources):
        file = resource.get("file")
        if resource.get("name") == name and isinstance(file, str):
            return file
    return ""


def _largest_icon(icons: object) -> str:
    best, best_px = "", -1
    for icon in map(as_table, icons if isinstance(icons, list) else []):
        source, sizes = icon.get("src"), icon.get("sizes")
        found = re.match(r"(\d{1,5})x", sizes) if isinstance(sizes, str) else None
        side_px = int(found.group(1)) if found else 0
        if isinstance(source, str) and side_px > best_px:
            best, best_px = source.removeprefix("./"), side_px
    return best
