"""The page over HTTP: `/` and `/panel/…`.

Knows: requests and caching. Does not know: what the page shows; it talks to the bridge
like any other subscriber.
"""

from hashlib import sha256
from pathlib import Path

import trio
from quart import Blueprint, Response, request

from bridge_panel.pages import CONTENT_TYPES, INDEX, find_page


class PanelPages:
    """What the routes of one bridge answer."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def index(self) -> Response:
        """Return the page itself."""
        return await self._file(INDEX)

    async def asset(self, name: str) -> Response:
        """Return a style sheet, module or picture of the page."""
        return await self._file(name)

    async def _file(self, name: str) -> Response:
        path = find_page(self._root, name)
        if path is None:
            return Response("There is no such page.\n", 404, content_type="text/plain")
        content = await trio.Path(path).read_bytes()
        etag = sha256(content).hexdigest()[:16]
        response = Response(content, content_type=CONTENT_TYPES[path.suffix])
        response.set_etag(etag)
        # Asked for each time and seldom sent again: a page and a bridge of different
        # versions would not understand each other.
        response.headers["Cache-Control"] = "no-cache"
        if etag in request.if_none_match:
            response.status_code = 304
            response.set_data(b"")
        return response


def build_blueprint(root: Path) -> Blueprint:
    """Return the routes of the page. They hold no secrets: everybody may read them."""
    pages = PanelPages(root)
    blueprint = Blueprint("panel", __name__)
    blueprint.add_url_rule("/", "index", pages.index)
    blueprint.add_url_rule("/panel/<path:name>", "asset", pages.asset)
    return blueprint
