"""Recordings over HTTP: list, start, stop, download, film, delete."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

import msgspec
import trio
from quart import Blueprint, Response, request

from bridge.api import BridgeError
from bridge_recorder.file_answer import Download, RangeRequest, answer_with_file
from bridge_recorder.films import DiskTooFull, Films
from bridge_recorder.names import UnknownRecording, parse_id
from bridge_recorder.picture_source import ExportRefused
from bridge_recorder.recorder import Recorder, RecordingRefused
from bridge_recorder.values import Fault, RecordingList, RecordingRequest

PREFIX = "/v1/recordings"
# Topics and a name; more is a mistake.
MAX_BODY_BYTES = 16 * 1024
_DISK_CODES = ("disk_low", "disk_failed")

T = TypeVar("T")
Answer = Callable[[], Awaitable[Response]]


def build_blueprint(recorder: Recorder) -> Blueprint:
    """Return the routes of one recorder."""
    blueprint = Blueprint("recorder", __name__, url_prefix=PREFIX)
    desk = _Desk(recorder)
    blueprint.add_url_rule("", "list", desk.list_all, methods=["GET"])
    blueprint.add_url_rule("", "start", desk.start, methods=["POST"])
    blueprint.add_url_rule("/<recording_id>/stop", "stop", desk.stop, methods=["POST"])
    blueprint.add_url_rule("/<recording_id>/status", "status", desk.status, methods=["GET"])
    blueprint.add_url_rule("/<recording_id>.mp4", "film", desk.film, methods=["GET"])
    blueprint.add_url_rule("/<recording_id>", "download", desk.download, methods=["GET"])
    blueprint.add_url_rule("/<recording_id>", "delete", desk.delete, methods=["DELETE"])
    return blueprint


class _Desk:
    """Answers requests. What goes wrong becomes a status and a sentence in `_answer`."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._films = Films(recorder.place)

    async def list_all(self) -> Response:
        running = self._recorder.active()
        known = {status.id for status in running}
        finished = await self._in_thread(self._recorder.shelf.finished)
        rest = [status for status in finished if status.id not in known]
        space = await self._recorder.look_at_disk()
        return _json(RecordingList((*running, *rest), space.free_bytes, space.required_bytes))

    async def start(self) -> Response:
        async def answer() -> Response:
            if request.mimetype != "application/json":
                return _fault(415, "not_json", "send JSON, with that content type")
            body = await request.get_data()
            if len(body) > MAX_BODY_BYTES:
                return _fault(413, "too_big", f"a request has at most {MAX_BODY_BYTES} bytes")
            wanted = msgspec.json.decode(body, type=RecordingRequest)
            return _json(await self._recorder.start(wanted.topics, wanted.name), 201)

        return await _answer(answer)

    async def stop(self, recording_id: str) -> Response:
        async def answer() -> Response:
            return _json(await self._recorder.stop(recording_id))

        return await _answer(answer)

    async def status(self, recording_id: str) -> Response:
        async def answer() -> Response:
            for status in (*self._recorder.active(), *self._recorder.ended()):
                if status.id == recording_id:
                    return _json(status)
            return _json(await self._in_thread(partial(self._recorder.shelf.status, recording_id)))

        return await _answer(answer)

    async def download(self, recording_id: str) -> Response:
        async def answer() -> Response:
            self._refuse_running(recording_id)
            path = await self._in_thread(partial(self._recorder.shelf.find, recording_id))
            download = Download(path, path.name, "application/octet-stream", self._threads)
            return answer_with_file(download, _asked())

        return await _answer(answer)

    async def film(self, recording_id: str) -> Response:
        async def answer() -> Response:
            self._refuse_running(recording_id)
            path = await self._films.make(recording_id, request.args.get("topic"))
            return answer_with_file(Download(path, path.name, "video/mp4", self._threads), _asked())

        return await _answer(answer)

    async def delete(self, recording_id: str) -> Response:
        async def answer() -> Response:
            self._refuse_running(recording_id)
            await self._in_thread(partial(self._recorder.shelf.delete, recording_id))
            return Response(b"", 204)

        return await _answer(answer)

    def _refuse_running(self, recording_id: str) -> None:
        parse_id(recording_id)
        if any(status.id == recording_id for status in self._recorder.active()):
            raise RecordingRefused("running", f"recording {recording_id} still runs; stop it first")

    @property
    def _threads(self) -> trio.CapacityLimiter:
        return self._recorder.place.threads

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await trio.to_thread.run_sync(work, limiter=self._threads)


async def _answer(answer: Answer) -> Response:
    try:
        return await answer()
    except (BridgeError, ValueError) as error:
        status, code = _explain(error)
        return _fault(status, code, str(error))


def _explain(error: BridgeError | ValueError) -> tuple[int, str]:
    match error:
        case RecordingRefused(code=code):
            return (507 if code in _DISK_CODES else 409), code
        case UnknownRecording():
            return 404, "no_such_recording"
        case DiskTooFull():
            return 507, "disk_low"
        case ExportRefused():
            return 422, "no_pictures"
        case _:
            return 400, "malformed"


def _asked() -> RangeRequest:
    return RangeRequest(request.range, request.headers.get("If-Range"))


def _json(value: msgspec.Struct, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, content_type="application/json")


def _fault(status: int, code: str, text: str) -> Response:
    return _json(Fault(code=code, text=text), status)
