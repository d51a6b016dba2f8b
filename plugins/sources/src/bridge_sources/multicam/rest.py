"""The routes `/api/streams…`, with multicam's JSON, statuses and error texts.

Knows: requests, streams. Does not know: how a camera is asked.
"""

import msgspec
import trio
from quart import Blueprint, Response, jsonify, request

from bridge.api import Hub, JsonScalar
from bridge_sources.multicam.peers import PeerCheck, answer_error
from bridge_sources.multicam.streams import SourceBook, Stream, Streams
from bridge_sources.records import SourceFailed, SourceRecord, parse_source_name

PREFIX = "/api/streams"
SNAPSHOT_WAIT_S = 5.0
# A picture this young is "now".
FRESH_US = 1_000_000
MAX_SNAPSHOTS = 16
_NOT_FOUND = "Stream not found"
_ENCODER = msgspec.json.Encoder()


class StreamRoutes:
    """What the routes of one bridge answer."""

    def __init__(self, sources: SourceBook, streams: Streams, hub: Hub) -> None:
        self._sources = sources
        self._streams = streams
        self._hub = hub
        self._snapshots = trio.CapacityLimiter(MAX_SNAPSHOTS)

    async def list(self) -> Response:
        """Return all cameras."""
        return Response(_ENCODER.encode(self._streams.rows()), content_type="application/json")

    async def add(self) -> Response:
        """Add a camera; it rests until it is started."""
        try:
            record = read_record(
                await request.get_data(cache=False, as_text=False, parse_form_data=False)
            )
            if self._streams.find(record.name) is not None:
                return answer_error(400, "Stream with this name already exists")
            status = await self._sources.add(record)
        except (ValueError, SourceFailed) as error:
            return answer_error(400, str(error))
        response = jsonify({"message": "Stream added successfully", "name": status.record.name})
        response.status_code = 201
        return response

    async def remove(self, name: str) -> Response:
        """Remove a camera that was added."""
        return await self._change(name, "remove")

    async def start(self, name: str) -> Response:
        """Let a camera's pictures be fetched."""
        status = self._sources.find(name)
        if status is not None and status.record.is_started:
            return answer_error(400, "Stream is already active")
        return await self._change(name, "start")

    async def stop(self, name: str) -> Response:
        """Let a camera rest."""
        return await self._change(name, "stop")

    async def _change(self, name: str, verb: str) -> Response:
        stream = self._streams.find(name)
        if stream is None:
            return answer_error(404, _NOT_FOUND)
        if stream.source is None:
            return answer_error(400, f"{stream.name} sends by itself: it cannot be {_PAST[verb]}")
        try:
            match verb:
                case "remove":
                    await self._sources.remove(stream.source)
                case "start":
                    await self._sources.start(stream.source)
                case _:
                    await self._sources.stop(stream.source)
        except KeyError:
            return answer_error(404, _NOT_FOUND)
        except (ValueError, SourceFailed) as error:
            return answer_error(400, str(error))
        return jsonify({"message": f"Stream {_PAST[verb]} successfully"})

    async def snapshot(self, name: str) -> Response:
        """Return one picture of now."""
        stream = self._streams.find(name)
        if stream is None:
            return answer_error(404, _NOT_FOUND)
        if self._snapshots.available_tokens < 1:
            return answer_error(500, f"{MAX_SNAPSHOTS} snapshots are being taken already")
        async with self._snapshots:
            try:
                jpeg = await self._take(stream)
            except KeyError:
                return answer_error(404, _NOT_FOUND)
            except SourceFailed as error:
                return answer_error(500, str(error))
        return Response(jpeg, content_type="image/jpeg")

    async def _take(self, stream: Stream) -> bytes:
        if stream.source is not None:
            return await self._sources.snapshot(stream.source)
        latest = self._streams.latest(stream)
        if latest is not None and self._hub.clock.now_us() - latest.received_us <= FRESH_US:
            return latest.payload
        with self._hub.subscribe([stream.topic], name="multicam snapshot") as samples:
            with trio.move_on_after(SNAPSHOT_WAIT_S):
                return (await samples.receive()).payload
        raise SourceFailed(f"{stream.name} sent no picture within {SNAPSHOT_WAIT_S:g} s")

    async def status(self, name: str) -> Response:
        """Return what a camera says of itself."""
        stream = self._streams.find(name)
        if stream is None:
            return answer_error(404, _NOT_FOUND)
        if stream.source is None:
            return jsonify(self._streams.device_status(stream))
        try:
            found: dict[str, JsonScalar] = await self._sources.status(stream.source)
        except KeyError:
            return answer_error(404, _NOT_FOUND)
        except SourceFailed as error:
            return answer_error(500, str(error))
        return jsonify(found)


_PAST = {"remove": "removed", "start": "started", "stop": "stopped"}


def read_record(body: bytes) -> SourceRecord:
    """Return the camera that a POST describes. ValueError in multicam's words."""
    try:
        found = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        raise ValueError("the body is not JSON") from None
    content = found if isinstance(found, dict) else {}
    name, host = content.get("name"), content.get("ip_address")
    if not isinstance(name, str) or not isinstance(host, str) or not name or not host:
        raise ValueError("Name and IP address are required")
    return SourceRecord(
        name=parse_source_name(name),
        host=host,
        port=_read_port(content.get("port", 80)),
        kind="multicam",
        is_started=False,
    )


def _read_port(found: object) -> int:
    text = str(found) if isinstance(found, int | str) and not isinstance(found, bool) else ""
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) <= 65535):
        raise ValueError(f"port {str(found)[:40]!r}: expected 1 to 65535, as in 80")
    return int(text)


def build_rest(routes: StreamRoutes, check: PeerCheck) -> Blueprint:
    """Return the routes; every one asks first who the peer is."""
    blueprint = Blueprint("multicam", __name__)
    blueprint.before_request(check.refuse)
    one = f"{PREFIX}/<name>"
    blueprint.add_url_rule(PREFIX, "list", routes.list)
    blueprint.add_url_rule(PREFIX, "add", routes.add, methods=["POST"])
    blueprint.add_url_rule(one, "remove", routes.remove, methods=["DELETE"])
    blueprint.add_url_rule(f"{one}/start", "start", routes.start, methods=["POST"])
    blueprint.add_url_rule(f"{one}/stop", "stop", routes.stop, methods=["POST"])
    blueprint.add_url_rule(f"{one}/snapshot", "snapshot", routes.snapshot)
    blueprint.add_url_rule(f"{one}/status", "status", routes.status)
    return blueprint
