"""Answers over HTTP in the system's forms.

Knows: responses and their headers. Does not know: routes.
"""

import json

from quart import Blueprint, Response, request

from bridge_dialects.shared.peers import SAFE_METHODS
from bridge_dialects.taghub.messages import Words, read_words


def json_answer(words: Words, status: int = 200) -> Response:
    """Return a JSON object, with a length as boards need it."""
    body = json.dumps(words, separators=(",", ":"), allow_nan=False)
    return Response(body, status, content_type="application/json")


def error_answer(status: int, text: str) -> Response:
    """Return `{"error": …}`, as devices know it."""
    return json_answer({"error": text}, status)


async def words_of_request() -> Words | None:
    """Return the JSON object in the body of the current request, or None."""
    return read_words((await bytes_of_request()).decode("utf-8", "replace"))


async def bytes_of_request() -> bytes:
    """Return the body of the current request."""
    body = await request.get_data()
    return body if isinstance(body, bytes) else body.encode()


def open_to_games(blueprint: Blueprint) -> None:
    """Let pages of any origin that the house admits read the JSON of these routes.

    Games that were opened as a file have no origin of their own. No cookie goes along.
    Pictures can be shown by such pages, and not read.
    """

    async def add_headers(response: Response) -> Response:
        if request.method == "OPTIONS" or (
            request.method in SAFE_METHODS and response.mimetype == "application/json"
        ):
            response.headers["Access-Control-Allow-Origin"] = "*"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, OPTIONS"
            response.headers["Access-Control-Allow-Headers"] = "Content-Type"
        return response

    blueprint.after_request(add_headers)
