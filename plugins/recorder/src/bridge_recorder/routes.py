"""Recordings over HTTP: list, start, stop, download, film, delete."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import trio
from quart import Blueprint, Response, request

from bridge_recorder.answers import answer_for, json_answer, json_body
from bridge_recorder.file_answer import Download, RangeRequest, answer_with_file
from bridge_recorder.films import Films
from bridge_recorder.names import parse_id
from bridge_recorder.recorder import Recorder, RecordingRefused
from bridge_recorder.replay.replays import ReplayService
from bridge_recorder.values import RecordingList, RecordingRequest

PREFIX = "/v1/recordings"

T = TypeVar("T")


def build_blueprint(recorder: Recorder, replays: ReplayService) -> Blueprint:
    """Return the routes of one recorder. What is being played is not deleted."""
    blueprint = Blueprint("recorder", __name__, url_prefix=PREFIX)
    desk = _Desk(recorder, replays)
    blueprint.add_url_rule("", "list", desk.list_all, methods=["GET"])
    blueprint.add_url_rule("", "start", desk.start, methods=["POST"])
    blueprint.add_url_rule("/<recording_id>/stop", "stop", desk.stop, methods=["POST"])
    blueprint.add_url_rule("/<recording_id>/status", "status", desk.status, methods=["GET"])
    blueprint.add_url_rule("/<recording_id>.mp4", "film", desk.film, methods=["GET"])
    blueprint.add_url_rule("/<recording_id>", "download", desk.download, methods=["GET"])
    blueprint.add_url_rule("/<recording_id>", "delete", desk.delete, methods=["DELETE"])
    return blueprint


class _Desk:
    """Answers requests. What goes wrong becomes a status and a sentence in `answer_for`."""

    def __init__(self, recorder: Recorder, replays: ReplayService) -> None:
        self._recorder = recorder
        self._replays = replays
        self._films = Films(recorder.place)

    async def list_all(self) -> Response:
        running = self._recorder.active()
        known = {status.id for status in running}
        finished = await self._in_thread(self._recorder.shelf.finished)
        rest = [status for status in finished if status.id not in known]
        space = await self._recorder.look_at_disk()
        return json_answer(RecordingList((*running, *rest), space.free_bytes, space.required_bytes))

    async def start(self) -> Response:
        async def answer() -> Response:
            wanted = await json_body(RecordingRequest)
            return json_answer(await self._recorder.start(wanted.topics, wanted.name), 201)

        return await answer_for(answer)

    async def stop(self, recording_id: str) -> Response:
        async def answer() -> Response:
            return json_answer(await self._recorder.stop(recording_id))

        return await answer_for(answer)

    async def status(self, recording_id: str) -> Response:
        async def answer() -> Response:
            for status in (*self._recorder.active(), *self._recorder.ended()):
                if status.id == recording_id:
                    return json_answer(status)
            return json_answer(
                await self._in_thread(partial(self._recorder.shelf.status, recording_id))
            )

        return await answer_for(answer)

    async def download(self, recording_id: str) -> Response:
        async def answer() -> Response:
            self._refuse_running(recording_id)
            path = await self._in_thread(partial(self._recorder.shelf.find, recording_id))
            download = Download(path, path.name, "application/octet-stream", self._threads)
            return answer_with_file(download, _asked())

        return await answer_for(answer)

    async def film(self, recording_id: str) -> Response:
        async def answer() -> Response:
            self._refuse_running(recording_id)
            path = await self._films.make(recording_id, request.args.get("topic"))
            return answer_with_file(Download(path, path.name, "video/mp4", self._threads), _asked())

        return await answer_for(answer)

    async def delete(self, recording_id: str) -> Response:
        async def answer() -> Response:
            self._refuse_running(recording_id)
            if self._replays.plays(recording_id):
                text = f"recording {recording_id} is being played; stop the replay first"
                raise RecordingRefused("playing", text)
            await self._in_thread(partial(self._recorder.shelf.delete, recording_id))
            return Response(b"", 204)

        return await answer_for(answer)

    def _refuse_running(self, recording_id: str) -> None:
        parse_id(recording_id)
        if any(status.id == recording_id for status in self._recorder.active()):
            raise RecordingRefused("running", f"recording {recording_id} still runs; stop it first")

    @property
    def _threads(self) -> trio.CapacityLimiter:
        return self._recorder.place.threads

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await trio.to_thread.run_sync(work, limiter=self._threads)


def _asked() -> RangeRequest:
    return RangeRequest(request.range, request.headers.get("If-Range"))
