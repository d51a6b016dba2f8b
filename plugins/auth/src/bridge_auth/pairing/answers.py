"""What routes of pairing share: bodies in, values and refusals out."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec
from quart import Response, request

from bridge.api import SettingsError
from bridge_auth.pairing.refused import PairingRefused

# Two hashes, an id and a name; more is a mistake.
MAX_BODY_BYTES = 1024
_STATUSES = {
    "bad_field": 400,
    "forbidden": 403,
    "no_such_pairing": 404,
    "no_such_key": 404,
    "conflict": 409,
    "expired": 410,
    "too_big": 413,
    "rate": 429,
    "not_kept": 507,
}

S = TypeVar("S", bound=msgspec.Struct)
Answer = Callable[[], Awaitable[Response]]


async def read_body(schema: type[S]) -> S:
    """Return the body of the current request; PairingRefused names what is wrong."""
    body = await request.get_data()
    if len(body) > MAX_BODY_BYTES:
        raise PairingRefused("too_big", f"a body of {len(body)} bytes: at most {MAX_BODY_BYTES}")
    try:
        return msgspec.json.decode(body or b"{}", type=schema)
    except msgspec.DecodeError as error:
        raise PairingRefused("bad_field", str(error)) from None


async def answer(work: Answer) -> Response:
    """Return what `work` returns, or the refusal that it raises."""
    try:
        return await work()
    except PairingRefused as error:
        return refusal(error)
    except SettingsError as error:
        return refusal(PairingRefused("not_kept", str(error)))
    except ValueError as error:
        return refusal(PairingRefused("bad_field", str(error)))


def json(value: object, status: int = 200) -> Response:
    """Return a value as JSON."""
    return Response(msgspec.json.encode(value), status, content_type="application/json")


def refusal(error: PairingRefused) -> Response:
    """Return the `status` object of docs/protocol.md §11.3."""
    told = {"op": "status", "level": "error", "code": error.code, "text": error.text}
    if error.hint:
        told["hint"] = error.hint
    response = json(told, _STATUSES[error.code])
    if error.retry_s:
        response.headers["Retry-After"] = str(error.retry_s)
    return response
