"""The card of the simulator in the panel, and the page of a board, over HTTP.

Knows: files and caching. Does not know: what they show; they are peers of the bridge like
any other, so the files are no secret and open to everybody.
"""

from hashlib import sha256
from pathlib import Path

import trio
from quart import Blueprint, Response, request

from bridge.api import PanelCard, parse_device_id

CARD = PanelCard("Simulator", "/simulator/card/simulator_card.js")
_PAGE = "pad.html"
_FOLDER = Path(__file__).parent / "web"
_CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
}


class SimulatorFiles:
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

    async def page(self, device: str) -> Response:
        """Return the page of a board; which, it reads in its own address."""
        try:
            parse_device_id(device)
        except ValueError as error:
            return Response(f"{error}\n", 404, content_type="text/plain")
        return await self.file(_PAGE)


def build_card() -> Blueprint:
    """Return the routes of card and page."""
    files = SimulatorFiles()
    blueprint = Blueprint("simulator_card", __name__, url_prefix="/simulator")
    blueprint.add_url_rule("/card/<name>", "file", files.file)
    blueprint.add_url_rule("/pad/<device>", "page", files.page)
    return blueprint
