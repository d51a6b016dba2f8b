"""HTTP answers of the recorder: values as JSON, and what goes wrong as a status and a sentence."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

import msgspec
from quart import Response, request

from bridge.api import BridgeError
from bridge_recorder.films import DiskTooFull
from bridge_recorder.names import UnknownRecording
from bridge_recorder.picture_source import ExportRefused
from bridge_recorder.recorder import RecordingRefused
from bridge_recorder.replay.index import UnplayableRecording
from bridge_recorder.values import Fault

# Topics and a name; more is a mistake.
MAX_BODY_BYTES = 16 * 1024
_STATUSES = {"disk_low": 507, "disk_failed": 507, "no_such_replay": 404, "no_recordings": 404}
_KINDS: Mapping[type[BridgeError | ValueError], tuple[int, str]] = {
    UnknownRecording: (404, "no_such_recording"),
    UnplayableRecording: (422, "unplayable"),
    DiskTooFull: (507, "disk_low"),
    ExportRefused: (422, "no_pictures"),
}

S = TypeVar("S", bound=msgspec.Struct)


class BodyRefused(BridgeError):
    """A body is no JSON or too long."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(text)
        self.status, self.code = status, code


async def json_body(schema: type[S]) -> S:
    """Return the body of the current request. BodyRefused, or ValueError that names a field."""
    if request.mimetype != "application/json":
        raise BodyRefused(415, "not_json", "send JSON, with that content type")
    body = await request.get_data()
    if len(body) > MAX_BODY_BYTES:
        raise BodyRefused(413, "too_big", f"a request has at most {MAX_BODY_BYTES} bytes")
    return msgspec.json.decode(body, type=schema)


Answer = Callable[[], Awaitable[Response]]


async def answer_for(answer: Answer) -> Response:
    """Return an answer, or what became of it instead."""
    try:
        return await answer()
    except (BridgeError, ValueError) as error:
        status, code = _explain(error)
        return fault_answer(status, code, str(error))


def _explain(error: BridgeError | ValueError) -> tuple[int, str]:
    match error:
        case BodyRefused(status=status, code=code):
            return status, code
        case RecordingRefused(code=code):
            return _STATUSES.get(code, 409), code
    return _KINDS.get(type(error), (400, "malformed"))


def json_answer(value: msgspec.Struct, status: int = 200) -> Response:
    """Return a value as an answer."""
    return Response(msgspec.json.encode(value), status, content_type="application/json")


def fault_answer(status: int, code: str, text: str) -> Response:
    """Return a refusal in the form of all refusals of the bridge."""
    return json_answer(Fault(code=code, text=text), status)
