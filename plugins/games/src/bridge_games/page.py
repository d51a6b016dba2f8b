"""The page for players: all games with pictures, one tap to play.

Knows: HTML. Does not know: HTTP, folders. Made here and not in the browser, so that it is
there at once on any phone.
"""

from collections.abc import Sequence
from html import escape

from bridge_games.values import ShownGame

_WORDS = {"landscape": "Hold the phone sideways", "portrait": "Hold the phone upright", "": ""}


def build_page(games: Sequence[ShownGame]) -> str:
    """Return the page that lists games."""
    if not games:
        return _frame("Games", _EMPTY)
    tiles = "".join(_tile(game) for game in games)
    return _frame("Games", f'<ul class="games">{tiles}</ul>')


def build_missing_page(name: str, reason: str) -> str:
    """Return the page for a game that cannot be played."""
    return _frame(
        "No such game",
        f'<div class="notice"><p>{escape(reason)}</p>'
        '<p><a class="button" href="/games/">All games</a></p></div>',
        about=f"/games/{name}/",
    )


def _tile(game: ShownGame) -> str:
    text = f'<span class="text">{escape(game.text)}</span>' if game.text else ""
    words = _WORDS[game.orientation]
    hint = f'<span class="hint {game.orientation}">{words}</span>' if words else ""
    return (
        f'<li><a class="game" href="{escape(game.path)}">'
        f'<img src="{escape(game.picture)}" alt="" width="320" height="180" loading="lazy">'
        f'<span class="title">{escape(game.title)}</span>{text}{hint}'
        '<span class="play" aria-hidden="true">Play</span></a></li>'
    )


def _frame(title: str, body: str, about: str = "") -> str:
    detail = f'<p class="about">{escape(about)}</p>' if about else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)}</title>"
        '<link rel="icon" type="image/svg+xml" href="/games/_/icon.svg">'
        '<link rel="stylesheet" href="/games/_/page.css"></head>'
        f"<body><header><h1>{escape(title)}</h1>{detail}</header><main>{body}</main></body></html>"
    )


_EMPTY = (
    '<div class="notice"><p>There are no games here yet.</p>'
    "<p>Whoever keeps this bridge adds one with</p>"
    "<p><code>gamebridge games add FOLDER</code></p></div>"
)
