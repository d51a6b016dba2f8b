"""Sources over HTTP: list, add, remove, start, stop, a picture, the camera's own status."""

from collections.abc import Awaitable, Callable

import msgspec
from quart import Blueprint, Response, request

from bridge.api import SettingsError
from bridge_sources.records import SourceFailed, SourceStatus
from bridge_sources.sources import Sources
from bridge_sources.wishes import CameraStatus, Refusal, SourceList, SourceWish

PREFIX = "/v1/sources"
# An address, a name and a password; more is a mistake.
MAX_BODY_BYTES = 4096

Answer = Callable[[], Awaitable[Response]]


def build_blueprint(sources: Sources, now_us: Callable[[], int]) -> Blueprint:
    """Return the routes of one bridge's sources."""
    blueprint = Blueprint("sources", __name__, url_prefix=PREFIX)
    desk = _Desk(sources, now_us)
    blueprint.add_url_rule("", "list", desk.list_all, methods=["GET"])
    blueprint.add_url_rule("", "add", desk.add, methods=["POST"])
    blueprint.add_url_rule("/<name>", "remove", desk.remove, methods=["DELETE"])
    blueprint.add_url_rule("/<name>/start", "start", desk.start, methods=["POST"])
    blueprint.add_url_rule("/<name>/stop", "stop", desk.stop, methods=["POST"])
    blueprint.add_url_rule("/<name>/snapshot", "snapshot", desk.snapshot, methods=["GET"])
    blueprint.add_url_rule("/<name>/status", "status", desk.status, methods=["GET"])
    return blueprint


class _Desk:
    """Answers requests. What goes wrong becomes a status and a sentence in `_answer`."""

    def __init__(self, sources: Sources, now_us: Callable[[], int]) -> None:
        self._sources = sources
        self._now_us = now_us

    async def list_all(self) -> Response:
        shown = [_without_secrets(status) for status in self._sources.list()]
        return _json(SourceList(shown, self._now_us()))

    async def add(self) -> Response:
        async def answer() -> Response:
            body = await request.get_data()
            if len(body) > MAX_BODY_BYTES:
                return _refusal(413, "too_big", f"a source has at most {MAX_BODY_BYTES} bytes")
            wish = msgspec.json.decode(body, type=SourceWish)
            return _json(_without_secrets(await self._sources.add(wish.record())), 201)

        return await _answer(answer)

    async def remove(self, name: str) -> Response:
        async def answer() -> Response:
            await self._sources.remove(name)
            return Response(b"", 204)

        return await _answer(answer)

    async def start(self, name: str) -> Response:
        async def answer() -> Response:
            await self._sources.start(name)
            return self._shown(name)

        return await _answer(answer)

    async def stop(self, name: str) -> Response:
        async def answer() -> Response:
            await self._sources.stop(name)
            return self._shown(name)

        return await _answer(answer)

    async def snapshot(self, name: str) -> Response:
        async def answer() -> Response:
            jpeg = await self._sources.snapshot(name)
            return Response(jpeg, content_type="image/jpeg", headers={"Cache-Control": "no-store"})

        return await _answer(answer)

    async def status(self, name: str) -> Response:
        async def answer() -> Response:
            return _json(CameraStatus(await self._sources.status(name)))

        return await _answer(answer)

    def _shown(self, name: str) -> Response:
        status = self._sources.find(name)
        if status is None:
            raise KeyError(name)
        return _json(_without_secrets(status))


def _without_secrets(status: SourceStatus) -> SourceStatus:
    record = msgspec.structs.replace(status.record, password="")
    return msgspec.structs.replace(status, record=record)


async def _answer(answer: Answer) -> Response:
    try:
        return await answer()
    except KeyError as error:
        text = f"there is no source {error.args[0]!r}"
        return _refusal(404, "no_such_source", text)
    except SourceFailed as error:
        return _refusal(502, "camera_failed", str(error))
    except ValueError as error:
        return _refusal(400, "bad_source", str(error))
    except SettingsError as error:
        return _refusal(507, "not_kept", str(error))


def _json(value: msgspec.Struct, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, content_type="application/json")


def _refusal(status: int, code: str, text: str) -> Response:
    return _json(Refusal(code, text), status)
