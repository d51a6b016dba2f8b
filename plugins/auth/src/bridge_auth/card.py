"""The card "Connect a game" of the panel, over HTTP: a few modules and a style sheet.

Knows: files and caching. Does not know: what the card shows; it asks /v1/pairings like any
other page, so its files are no secret and open to everybody.
"""

from hashlib import sha256
from pathlib import Path

import trio
from quart import Blueprint, Response, request

from bridge.api import PanelCard

CARD = PanelCard("Connect a game", "/auth/card/connect_card.js")
_FOLDER = Path(__file__).parent / "web"
_CONTENT_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}


class CardFiles:
    """What the routes of one bridge answer."""

    def __init__(self, folder: Path = _FOLDER) -> None:
        # What is not on this list cannot be asked for, whatever a name looks like.
        self._paths = {
            path.name: path for path in folder.iterdir() if path.suffix in _CONTENT_TYPES
        }

    async def file(self, name: str) -> Response:
        """Return a file of the card; 304 when the browser has it already."""
        path = self._paths.get(name)
        if path is None:
            return Response("There is no such file.\n", 404, content_type="text/plain")
        content = await trio.Path(path).read_bytes()
        etag = sha256(content).hexdigest()[:16]
        response = Response(content, content_type=_CONTENT_TYPES[path.suffix])
        response.set_etag(etag)
        response.headers["Cache-Control"] = "no-cache"
        if etag in request.if_none_match:
            response.status_code = 304
            response.set_data(b"")
        return response


def build_card() -> Blueprint:
    """Return the routes of the card."""
    files = CardFiles()
    blueprint = Blueprint("auth_card", __name__, url_prefix="/auth/card")
    blueprint.add_url_rule("/<name>", "file", files.file)
    return blueprint
