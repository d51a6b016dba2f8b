"""The page over HTTP: `/` and `/panel/…`.

Knows: routes. Does not know: what the page shows; it talks to the bridge like any other
subscriber.
"""

from pathlib import Path

from quart import Blueprint, Response

from bridge.api import answer_page_file
from bridge_panel.pages import INDEX, find_page


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
        return await answer_page_file(path)


def build_blueprint(root: Path) -> Blueprint:
    """Return the routes of the page. They hold no secrets: everybody may read them."""
    pages = PanelPages(root)
    blueprint = Blueprint("panel", __name__)
    blueprint.add_url_rule("/", "index", pages.index)
    blueprint.add_url_rule("/panel/<path:name>", "asset", pages.asset)
    return blueprint
