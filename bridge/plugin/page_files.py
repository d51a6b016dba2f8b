"""Style sheets, modules and pages that a plugin brings for browsers, over HTTP.

Knows: file types and caching. Does not know: what the files show. They are code and no
secret: a browser asks for modules without a key, and what they show they ask the bridge
for like any other peer.
"""

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import trio

if TYPE_CHECKING:
    from quart import Blueprint, Response

PAGE_FILE_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def build_page_files(name: str, url_prefix: str, folder: Path) -> "Blueprint":
    """Return routes for the page files right in a folder, as they are at this moment.

    Add them with `public=True`. A file that is no page file, came later, or lies elsewhere
    is answered with 404.
    """
    from quart import Blueprint, Response  # noqa: PLC0415 - commands need no web server.

    # What is not on this list cannot be asked for, whatever a name looks like.
    paths = {path.name: path for path in folder.iterdir() if path.suffix in PAGE_FILE_TYPES}
    blueprint = Blueprint(name, __name__, url_prefix=url_prefix)

    @blueprint.get("/<name>")
    async def file(name: str) -> Response:
        path = paths.get(name)
        if path is None:
            return Response("There is no such file.\n", 404, content_type="text/plain")
        return await answer_page_file(path)

    return blueprint


async def answer_page_file(path: Path) -> "Response":
    """Return a page file as the answer to the current request; 304 when the browser has it.

    Browsers ask each time and are seldom sent it again: a page and a bridge of different
    versions would not understand each other.
    """
    from quart import Response, request  # noqa: PLC0415 - commands need no web server.

    content = await trio.Path(path).read_bytes()
    etag = sha256(content).hexdigest()[:16]
    answer = Response(content, content_type=PAGE_FILE_TYPES[path.suffix])
    answer.set_etag(etag)
    answer.headers["Cache-Control"] = "no-cache"
    if etag in request.if_none_match:
        answer.status_code = 304
        answer.set_data(b"")
    return answer
