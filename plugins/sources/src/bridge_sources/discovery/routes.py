"""Found cameras over HTTP: list them, search, add one. For the panel and the commands."""

from collections.abc import Awaitable, Callable

import msgspec
from quart import Blueprint, Response, request

from bridge_sources.discovery.service import Discovery
from bridge_sources.records import SourceFailed
from bridge_sources.wishes import MAX_SCAN_S, AddWish, FoundList, Refusal, ScanWish

PREFIX = "/v1/sources"
# A name, a kind and a rate; more is a mistake.
MAX_BODY_BYTES = 4096


def build_found_blueprint(discovery: Discovery, now_us: Callable[[], int]) -> Blueprint:
    """Return the routes of one bridge's discovery."""
    blueprint = Blueprint("sources_found", __name__, url_prefix=PREFIX)

    def listed() -> Response:
        found = discovery.cameras()
        return _json(FoundList(found, now_us(), discovery.is_searching, discovery.faults))

    async def list_found() -> Response:
        return listed()

    async def scan() -> Response:
        async def answer() -> Response:
            wish = msgspec.json.decode(await _body(), type=ScanWish)
            if not 0 < wish.seconds <= MAX_SCAN_S:
                raise ValueError(f"seconds {wish.seconds!r}: more than 0, at most {MAX_SCAN_S:g}")
            await discovery.scan(wish.seconds)
            return listed()

        return await _answer(answer)

    async def add(key: str) -> Response:
        async def answer() -> Response:
            wish = msgspec.json.decode(await _body(), type=AddWish)
            status = await discovery.add(key, wish)
            record = msgspec.structs.replace(status.record, password="")
            return _json(msgspec.structs.replace(status, record=record), 201)

        return await _answer(answer)

    blueprint.add_url_rule("/found", "list", list_found, methods=["GET"])
    blueprint.add_url_rule("/scan", "scan", scan, methods=["POST"])
    blueprint.add_url_rule("/found/<key>/add", "add", add, methods=["POST"])
    return blueprint


async def _body() -> str | bytes:
    """Return the body, or an empty object's when there is none."""
    body = (await request.get_data()) or b"{}"
    if len(body) > MAX_BODY_BYTES:
        raise ValueError(f"a request has at most {MAX_BODY_BYTES} bytes")
    return body


async def _answer(answer: Callable[[], Awaitable[Response]]) -> Response:
    try:
        return await answer()
    except KeyError as error:
        text = f"no camera {error.args[0]!r} was found; search again"
        return _json(Refusal("no_such_camera", text), 404)
    except SourceFailed as error:
        return _json(Refusal("no_answer", str(error)), 502)
    except ValueError as error:
        return _json(Refusal("refused", str(error)), 400)


def _json(value: msgspec.Struct, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, content_type="application/json")
