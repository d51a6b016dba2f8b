"""The dashboard: `/`, `/streams` and what they are made of.

Knows: the page's files. Does not know: what the page shows; it asks the routes and the
live events like any other.
"""

from hashlib import sha256
from importlib import resources

from quart import Blueprint, Response, request

INDEX = "index.html"
_TYPES = {
    "index.html": "text/html; charset=utf-8",
    "dashboard.css": "text/css; charset=utf-8",
    "dashboard.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "live.js": "text/javascript; charset=utf-8",
}


class DashboardPages:
    """What the routes answer. The files are read once: they are small."""

    def __init__(self) -> None:
        folder = resources.files("bridge_sources") / "multicam" / "web"
        self._files = {name: (folder / name).read_bytes() for name in _TYPES}

    async def index(self) -> Response:
        """Return the page."""
        return self._file(INDEX)

    async def part(self, name: str) -> Response:
        """Return a style sheet or module of the page."""
        return self._file(name)

    def _file(self, name: str) -> Response:
        content = self._files.get(name)
        if content is None:
            return Response("There is no such page.\n", 404, content_type="text/plain")
        etag = sha256(content).hexdigest()[:16]
        response = Response(content, content_type=_TYPES[name])
        response.set_etag(etag)
        response.headers["Cache-Control"] = "no-cache"
        if etag in request.if_none_match:
            response.status_code = 304
            response.set_data(b"")
        return response


def build_pages(pages: DashboardPages) -> Blueprint:
    """Return the page's routes. They hold no secrets: everybody may read them."""
    blueprint = Blueprint("multicam_pages", __name__)
    blueprint.add_url_rule("/", "root", pages.index)
    blueprint.add_url_rule("/streams", "index", pages.index)
    blueprint.add_url_rule("/streams/<name>", "part", pages.part)
    return blueprint
