"""The JSON routes of the core: what there is, how it is, and calls to devices.

Knows: the hub's rooms. Does not know: who may ask (the guard does), plugins' own routes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec
from quart import Blueprint, Response, g

from bridge.hub.known_topic import TopicStatistics
from bridge.model.commands import DEFAULT_DEADLINE_US, MAX_DEADLINE_US, Call
from bridge.model.errors import CallRefused, RemoteProtocolError
from bridge.model.values import JsonScalar
from bridge.plugin.admission import Role, Verb, is_at_least
from bridge.plugin.bridge_methods import describe_method
from bridge.plugin.registry import HealthItem, HealthReport
from bridge.transport.calls import ack_message, final_ack
from bridge.transport.http_answers import answer_json, answer_refusal
from bridge.transport.http_request import current_body
from bridge.transport.refusal import Refusal
from bridge.transport.session_context import SessionContext
from bridge.wire.shape import check_nesting

NAME = "rest"
# Open to anyone who can reach the port; it names nothing and nobody.
HEALTH_ENDPOINT = "rest.health"
# Who may ask, where it is not whoever may read (GET) or change (the others) something.
# What is weak is told to those who can mend it.
CALL_ENDPOINT = "rest.call"
ROLES = {CALL_ENDPOINT: Role.GAME, "rest.health_items": Role.OPERATOR}


@dataclass(frozen=True, slots=True)
class RestContext:
    """What only the program can tell. Each value is encoded as msgspec does."""

    describe_plugins: Callable[[], Mapping[str, object]]
    describe_statistics: Callable[[], object]
    report_health: Callable[[HealthReport], None]
    is_draining: Callable[[], bool] = lambda: False


class CallBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a call over HTTP says."""

    method: str
    args: dict[str, JsonScalar] = {}
    deadline_ms: int = DEFAULT_DEADLINE_US // 1000
    dedupe: str | None = None


def parse_call(body: bytes) -> CallBody:
    """Return what a body asks for. ValueError, RecursionError or RemoteProtocolError."""
    check_nesting(body.decode())
    return msgspec.json.decode(body, type=CallBody)


def role_of_bridge_call(context: SessionContext, body: bytes) -> Role:
    """Return the role that a caller of the bridge must have, which its method decides."""
    try:
        _plugin, method = context.bridge_calls.registry.find(parse_call(body).method)
    except (ValueError, RecursionError, RemoteProtocolError, CallRefused):
        return Role.GAME  # The route says what is wrong.
    return method.role if is_at_least(method.role, Role.GAME) else Role.GAME


class Rest:
    """What the JSON routes of one bridge answer."""

    def __init__(self, context: SessionContext, rest: RestContext) -> None:
        self._context = context
        self._rest = rest

    async def health(self) -> Response:
        """Say whether the bridge works: 200, or 503 while it drains or something failed."""
        status, _items = self._look_at_health()
        return answer_json({"status": status}, 503 if status in ("error", "draining") else 200)

    async def health_items(self) -> Response:
        """List what plugins say about themselves, each with its remedy."""
        status, items = self._look_at_health()
        return answer_json({"status": status, "items": items})

    def _look_at_health(self) -> tuple[str, list[HealthItem]]:
        report = HealthReport()
        self._rest.report_health(report)
        levels = {item.level for item in report.items}
        status = next((level for level in ("error", "warning") if level in levels), "ok")
        return "draining" if self._rest.is_draining() else status, report.items

    async def devices(self) -> Response:
        """List the devices that the peer may read about."""
        states = self._context.directory.states()
        shown = [state for state in states if self._may_read(f"device/{state.id}/state")]
        return answer_json({"devices": shown})

    async def topics(self) -> Response:
        """List the topics that the peer may read, with their counters."""
        found = self._context.hub.topics()
        shown = [self._describe(topic) for topic in found if self._may_read(topic.topic)]
        return answer_json({"topics": shown})

    def _describe(self, topic: TopicStatistics) -> dict[str, object]:
        is_media = topic.spec.media is not None
        return {
            "topic": topic.topic,
            "number": topic.number,
            "kind": topic.spec.kind,
            "schema": topic.spec.schema_id,
            "description": topic.spec.description,
            "count": topic.count,
            "bytes": topic.bytes,
            "hz": round(topic.hz, 2),
            "subscribers": topic.subscribers,
            "last_us": topic.last_us,
            "urls": self._context.urls_of(topic.topic) if is_media else {},
        }

    async def plugins(self) -> Response:
        """List plugins, stages and services."""
        return answer_json(self._rest.describe_plugins())

    async def statistics(self) -> Response:
        """Give the counters of the bridge."""
        return answer_json(self._rest.describe_statistics())

    async def calls(self) -> Response:
        """List what can be asked of the bridge itself, with the schema of its arguments."""
        return answer_json(
            {"calls": [describe_method(*m) for m in self._context.bridge_calls.registry]}
        )

    async def call(self, device: str) -> Response:
        """Call a device, or the bridge itself, and wait for what becomes of it; the answer
        is the final ack."""
        try:
            wish = parse_call(await current_body())
        except (ValueError, RecursionError, RemoteProtocolError) as error:
            return answer_refusal(Refusal(400, "bad_field", f"call: {error}"))
        if not 0 < wish.deadline_ms <= MAX_DEADLINE_US // 1000:
            text = f"deadline_ms is {wish.deadline_ms}: expected 1 to {MAX_DEADLINE_US // 1000}"
            return answer_refusal(Refusal(400, "bad_field", text))
        deadline_us = wish.deadline_ms * 1000
        call = Call("http", device, wish.method, wish.args, deadline_us, wish.dedupe)
        ack = await final_ack(self._context, g.admission, call)
        return answer_json(ack_message(ack, self._context.clock.now_us()))

    def _may_read(self, topic: str) -> bool:
        return self._context.authorize(g.admission, Verb.SUBSCRIBE, topic)


def build_rest(context: SessionContext, rest: RestContext) -> Blueprint:
    """Return the JSON routes."""
    answers = Rest(context, rest)
    blueprint = Blueprint(NAME, __name__)
    for path, answer in (
        ("/healthz", answers.health),
        ("/v1/health", answers.health_items),
        ("/v1/devices", answers.devices),
        ("/v1/topics", answers.topics),
        ("/v1/calls", answers.calls),
        ("/v1/plugins", answers.plugins),
        ("/v1/statistics", answers.statistics),
    ):
        blueprint.add_url_rule(path, view_func=answer)
    blueprint.add_url_rule("/v1/devices/<device>/call", view_func=answers.call, methods=["POST"])
    return blueprint
