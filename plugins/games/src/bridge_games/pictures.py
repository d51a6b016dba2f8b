"""Pictures of games: which files are some, and one drawn from the name when there is none.

Knows: files, SVG. Does not know: HTTP, where a picture comes from.
"""

from hashlib import sha256
from html import escape
from pathlib import Path

from bridge_games.content_types import content_type_of

MAX_PICTURE_BYTES = 8 * 1024 * 1024
_HEADS = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/apng": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
    "image/x-icon": (b"\x00\x00\x01\x00",),
    "image/svg+xml": (b"<svg", b"<?xml", b"<!--", b"<!DOCTYPE svg", b"\xef\xbb\xbf"),
}
# Pairs of hues that stand well beside each other, on light and on dark ground.
_HUES = ((174, 199), (12, 32), (222, 262), (140, 168), (330, 352), (36, 52), (264, 300))


def is_picture(path: Path) -> bool:
    """Tell whether a file is a picture that browsers show, by its ending and its first bytes."""
    heads = _HEADS.get(content_type_of(path))
    if heads is None:
        return False
    try:
        if path.stat().st_size > MAX_PICTURE_BYTES:
            return False
        with path.open("rb") as file:
            return file.read(64).lstrip().startswith(heads)
    except OSError:
        return False


def check_picture(text: str) -> str:
    """Return the path of a picture as an absolute one; ValueError says why it is none."""
    path = Path(text).expanduser().absolute()
    if not path.is_file():
        raise ValueError(f"picture {path}: there is no such file")
    if not is_picture(path):
        raise ValueError(
            f"picture {path}: use a PNG, JPEG, WebP, GIF or SVG file of at most "
            f"{MAX_PICTURE_BYTES // 1024 // 1024} MiB"
        )
    return str(path)


def draw_tile(title: str) -> bytes:
    """Return a picture (SVG, 16:9) with the first letters of a title; the same for the same."""
    digest = sha256(title.encode()).digest()
    first, second = _HUES[digest[0] % len(_HUES)]
    letters = escape("".join(word[0] for word in title.split()[:2]).upper() or "?")
    x, y, radius = 40 + digest[1] % 240, 20 + digest[2] % 140, 60 + digest[3] % 50
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180">'
        '<defs><linearGradient id="g" x2="1" y2="1">'
        f'<stop stop-color="hsl({first} 55% 34%)"/>'
        f'<stop offset="1" stop-color="hsl({second} 60% 24%)"/></linearGradient></defs>'
        '<rect width="320" height="180" fill="url(#g)"/>'
        f'<circle cx="{x}" cy="{y}" r="{radius}" fill="#fff" fill-opacity=".09"/>'
        f'<circle cx="{320 - x}" cy="{180 - y}" r="{radius // 2}" fill="#fff" '
        'fill-opacity=".12"/>'
        '<text x="160" y="94" text-anchor="middle" dominant-baseline="central" fill="#fff" '
        'font-family="system-ui, Segoe UI, Roboto, DejaVu Sans, sans-serif" font-size="76" '
        f'font-weight="700">{letters}</text></svg>'
    ).encode()
