"""Answers of the HTTP application: JSON, and refusals that name value and remedy.

Knows: Quart's responses. Does not know: routes, who asks.
"""

import msgspec
from quart import Response
from werkzeug.exceptions import HTTPException

from bridge.transport.refusal import Refusal

JSON = "application/json"
# What has no better word of its own in docs/protocol.md §11.3.
_CODES = {
    400: "bad_message",
    404: "not_found",
    405: "method_not_allowed",
    408: "too_slow",
    413: "too_big",
    415: "unsupported_media_type",
    500: "internal",
}


def answer_json(value: object, status: int = 200) -> Response:
    """Return any value that msgspec can encode."""
    return answer_bytes(msgspec.json.encode(value), status)


def answer_bytes(body: bytes, status: int = 200) -> Response:
    """Return JSON that is encoded already."""
    return Response(body, status=status, content_type=JSON)


def answer_refusal(refusal: Refusal) -> Response:
    """Return the status object of a refusal."""
    response = Response(refusal.body(), status=refusal.status, content_type=JSON)
    response.headers.extend(dict(refusal.headers))
    return response


def answer_http_error(error: HTTPException) -> Response:
    """Return what Quart or a plugin refused in the form of all refusals."""
    status = error.code or 500
    text = error.description or error.name
    return answer_refusal(Refusal(status, _CODES.get(status, "refused"), text))
