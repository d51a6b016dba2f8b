"""Sessions on streams in memory: a hub, a directory, and peers that speak in plain JSON."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Literal

import pytest
import trio
import trio.testing
import trio_websocket
from quart import Blueprint, Response, request
from quart_trio import QuartTrio

from bridge.app.core_topics import CORE_TOPICS
from bridge.hub.commands import CommandDesk
from bridge.hub.directory import DeviceDirectory
from bridge.hub.hub import Hub
from bridge.hub.safe_stop import SafeStop
from bridge.model.errors import AdmissionRefused
from bridge.plugin.admission import (
    Admission,
    Claim,
    LinkOpening,
    Role,
    Verb,
    grants_for,
    is_granted,
)
from bridge.plugin.bridge_methods import CallRegistry
from bridge.plugin.registry import HealthItem, HealthReport, HttpRoutes, TopicRegistry
from bridge.testing.fakes import TrioClock
from bridge.transport.bridge_calls import BridgeCalls
from bridge.transport.door_policy import DoorPolicy
from bridge.transport.http_app import HttpContext, build_http_app
from bridge.transport.http_rest import RestContext
from bridge.transport.link_stream import LinkStream
from bridge.transport.links import serve_link
from bridge.transport.native_sessions import NativeSessions
from bridge.transport.session_context import SessionContext
from bridge.wire.key_text import build_key
from bridge.wire.proof import Verifier

Json = dict[str, object]


KEY = build_key("gbd1", "cam-1", b"k" * 32)
VERIFIER = Verifier.from_key(KEY)


@dataclass(slots=True)
class Peer:
    """A client of one session, in JSON."""

    ws: trio_websocket.WebSocketConnection
    heard: list[str | bytes] = field(default_factory=list)

    async def say(self, op: str, **fields: object) -> None:
        await self.ws.send_message(json.dumps({"op": op, **fields}))

    async def hello(self, role: str = "device", name: str = "cam-1", **fields: object) -> Json:
        await self.say("hello", role=role, id=name, **fields)
        return await self.hear("welcome")

    async def hear(self, op: str) -> Json:
        """Return the next control message of that op; others are kept in `heard`."""
        with trio.fail_after(60):
            while True:
                message = await self.ws.get_message()
                self.heard.append(message)
                if isinstance(message, str) and message.startswith("{"):
                    found: Json = json.loads(message)
                    if found["op"] == op:
                        return found

    async def hear_samples(self) -> list[Json]:
        """Return the next batch of text samples."""
        with trio.fail_after(60):
            while True:
                message = await self.ws.get_message()
                self.heard.append(message)
                if isinstance(message, str) and message.startswith("["):
                    batch: list[Json] = json.loads(message)
                    return batch

    async def hear_binary(self) -> bytes:
        """Return the next binary sample."""
        with trio.fail_after(60):
            while True:
                message = await self.ws.get_message()
                self.heard.append(message)
                if isinstance(message, bytes):
                    return message

    async def closed(self) -> int:
        """Wait for the end of the link and return its code; what came before is in `heard`."""
        with trio.fail_after(120):
            try:
                while True:
                    self.heard.append(await self.ws.get_message())
            except trio_websocket.ConnectionClosed as error:
                return error.reason.code if error.reason is not None else 1006


class Room:
    """A bridge without sockets."""

    def __init__(self) -> None:
        clock = TrioClock()
        registry = TopicRegistry()
        registry.add(*CORE_TOPICS)
        self.hub = Hub(clock, registry.find)
        self.directory = DeviceDirectory(self.hub)
        self.desk = CommandDesk(self.directory, clock)
        self.registry = CallRegistry()
        self.blamed: list[str] = []
        self.calls = BridgeCalls(self.registry, clock, self.blamed.append)
        self.context = SessionContext(
            hub=self.hub,
            directory=self.directory,
            desk=self.desk,
            safe_stop=SafeStop(self.desk, self.directory, clock),
            bridge_calls=self.calls,
            clock=clock,
            authenticate=self.authenticate,
            authorize=self.authorize,
            vet_call=lambda call, _admission: call,
            version="0",
            boot="b",
        )
        self.forbidden: set[tuple[Verb, str]] = set()
        self.claims: list[Claim] = []
        self.health: Literal["ok", "warning", "error"] = "ok"
        self.sessions = NativeSessions(self.context)

    def authenticate(self, claim: Claim) -> Admission:
        self.claims.append(claim)
        if claim.proof is not None and not VERIFIER.accepts(claim.proof, claim.auth_message):
            raise AdmissionRefused("wrong proof")
        is_known = claim.is_loopback or claim.bearer == "right" or claim.proof is not None
        if claim.bearer == "wrong" or not is_known:
            raise AdmissionRefused("wrong key" if claim.bearer else "no key")
        proof = VERIFIER.server_proof(claim.auth_message)
        grants = grants_for(claim.role, claim.id)
        return Admission(claim.id, claim.id, claim.role, grants, proof)

    def report_health(self, report: HealthReport) -> None:
        report.items.append(HealthItem("test", self.health, "told"))

    def authorize(self, admission: Admission, verb: Verb, topic: str) -> bool:
        return (verb, topic) not in self.forbidden and is_granted(admission, verb, topic)

    def change(self, **changes: object) -> None:
        """Let later sessions see a changed context."""
        self.context = replace(self.context, **changes)  # type: ignore[arg-type]  # test input
        self.sessions = NativeSessions(self.context)

    @asynccontextmanager
    async def peer(self, *subprotocols: str, address: str = "127.0.0.1") -> AsyncIterator[Peer]:
        """A client whose link has been accepted; the link is cut at the end."""
        ours, theirs = trio.testing.memory_stream_pair()
        opening = LinkOpening(8080, "/v1", (), subprotocols, address)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._serve, ours, opening)
            ws = await trio_websocket.wrap_client_stream(
                nursery,
                theirs,  # type: ignore[arg-type]  # any stream does
                "localhost",
                "/v1",
                subprotocols=subprotocols,
            )
            yield Peer(ws)
            nursery.cancel_scope.cancel()

    async def _serve(self, ours: trio.abc.Stream, opening: LinkOpening) -> None:
        head = bytes(await ours.receive_some())
        stream = LinkStream(ours, head)
        try:
            await serve_link(stream, len(head), opening, self.sessions.serve, is_encrypted=False)
        finally:
            await stream.aclose()


class Web:
    """A browser or device that asks the HTTP application of a room."""

    def __init__(self, app: QuartTrio) -> None:
        self._client = app.test_client()
        self.address = "127.0.0.1"

    async def get(self, path: str, **headers: str) -> Response:
        return await self._ask("GET", path, b"", headers)

    async def options(self, path: str, **headers: str) -> Response:
        return await self._ask("OPTIONS", path, b"", headers)

    async def post(
        self, path: str, body: object, content_type: str = "application/json", **headers: str
    ) -> Response:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        described = {"Content-Type": content_type, "Content-Length": str(len(data))}
        return await self._ask("POST", path, data, {**described, **headers})

    async def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        scope = {"client": (self.address, 1), "server": ("127.0.0.1", 8080)}
        answer = await self._client.open(  # type: ignore[call-arg]  # `json` has a default
            path,
            method=method,
            data=body,
            headers={"Host": "127.0.0.1:8080", **named},
            scope_base=scope,
        )
        assert isinstance(answer, Response)
        return answer


@pytest.fixture
async def web(room: Room) -> AsyncIterator[Web]:
    """The HTTP application of the room, with a public and a closed route of a plugin."""
    routes = HttpRoutes()
    routes.add(_build_blueprint("open"), public=True)
    routes.add(_build_blueprint("plain"), public=True, body_types=["text/plain"])
    routes.add(_build_blueprint("desk"), role=Role.OPERATOR)
    routes.add(_build_blueprint("board"), role=Role.DEVICE)
    routes.add(_build_blueprint("shut"))
    routes.add(_build_blueprint("shut"))  # The name is taken: it is left out.
    rest = RestContext(lambda: {"plugins": []}, lambda: {"uptime_us": 1}, room.report_health)
    policy = DoorPolicy(origins=frozenset({"https://games.example"}))
    app = build_http_app(HttpContext(room.context, rest, routes, policy))
    async with app.test_app():
        yield Web(app)


def _build_blueprint(name: str) -> Blueprint:
    blueprint = Blueprint(name, __name__, url_prefix=f"/{name}")

    async def show() -> str:
        return request.method

    async def fail() -> str:
        raise KeyError("broken")

    async def picture() -> Response:
        return Response(b"\xff\xd8", content_type="image/jpeg")

    blueprint.add_url_rule("/", view_func=show, methods=["GET", "POST"])
    blueprint.add_url_rule("/fail", view_func=fail)
    blueprint.add_url_rule("/picture", view_func=picture)
    return blueprint


@pytest.fixture
async def room() -> Room:
    """A bridge without sockets. Its clock is trio's."""
    return Room()
