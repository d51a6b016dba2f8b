"""The one Quart application: the core's routes, plugins' routes, and what holds for all.

Knows: which routes are public, body limits, headers of every answer. Does not know: what
a route does.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import trio
from quart import Response, g, redirect, request
from quart.typing import ResponseReturnValue
from quart_trio import QuartTrio
from werkzeug.exceptions import HTTPException

from bridge.model.errors import AdmissionRefused
from bridge.model.ids import BRIDGE_ID
from bridge.plugin.admission import Admission, Role
from bridge.plugin.registry import HttpRoutes, Site
from bridge.transport import http_ingest, http_rest
from bridge.transport.door_policy import DoorPolicy, is_loopback
from bridge.transport.http_answers import answer_http_error, answer_refusal
from bridge.transport.http_cors import cors_headers
from bridge.transport.http_devices import HttpDevices
from bridge.transport.http_guard import SAFE_METHODS, Asker, HttpGuard
from bridge.transport.http_request import current_asker, current_body, current_target
from bridge.transport.http_rest import RestContext
from bridge.transport.http_sites import site_prefix
from bridge.transport.loop_app import LoopApp
from bridge.transport.refusal import SECURITY_HEADERS, Refusal, RequestRefused
from bridge.transport.session_context import SessionContext
from bridge.wire.constants import MAX_MESSAGE_BYTES, MAX_TEXT_BYTES
from bridge.wire.http_auth import PROOF_HEADER

log = logging.getLogger("gamebridge.http")

PICTURE = "image/jpeg"
BODY_TYPES = frozenset({PICTURE, "application/json", "application/msgpack"})
BODY_DEADLINE_S = 10.0
# A game that was opened as a file has no origin of its own, and browsers show it no picture
# that keeps to its own. It can show these, not read them; who may ask is decided before.
_SHOWN_ANYWHERE = ("image/", "multipart/x-mixed-replace", "video/")
_PICTURE_HEADERS = tuple(
    (name, "cross-origin" if name == "Cross-Origin-Resource-Policy" else value)
    for name, value in SECURITY_HEADERS
)


@dataclass(frozen=True, slots=True)
class HttpContext:
    """What the application is made of."""

    sessions: SessionContext
    rest: RestContext
    routes: HttpRoutes
    policy: DoorPolicy


class _House:
    """The rules that hold for every route."""

    def __init__(
        self,
        guard: HttpGuard,
        public: frozenset[str],
        sites: Mapping[str, Site],
        role_of_bridge_call: Callable[[bytes], Role],
    ) -> None:
        self._role_of_bridge_call = role_of_bridge_call
        self._guard = guard
        self._public = public
        self._sites = sites

    async def look_at_request(self) -> ResponseReturnValue | None:
        """Answer what no route should see, and find out who asks."""
        if request.method == "OPTIONS":
            return Response(b"", status=204)
        site = self._sites.get(request.blueprint or "")
        fault = _find_body_fault(site.body_types if site else frozenset())
        if fault is not None:
            return answer_refusal(fault)
        if request.endpoint is None or self._is_public():
            return None
        if "key" in request.args:
            return self._exchange_key()
        asker = current_asker()
        role = await self._role_needed(site)
        try:
            # A proof covers the body; it stays for the route to read again.
            body = await current_body(keep=True) if asker.brings_proof else b""
            g.admission = self._guard.identify(asker, role, current_target(), body)
        except AdmissionRefused as error:
            return answer_refusal(self._unauthorized(asker, error, role))
        return None

    async def _role_needed(self, site: Site | None) -> Role:
        """Return the role that whoever asks must have; what one may ask of the bridge
        itself, its methods decide."""
        views: Mapping[str, object] = request.view_args or {}
        if request.endpoint == http_rest.CALL_ENDPOINT and views.get("device") == BRIDGE_ID:
            return self._role_of_bridge_call(await current_body(keep=True))
        named = http_rest.ROLES.get(request.endpoint or "")
        return named or (site.role if site else None) or _usual_role()

    def _unauthorized(self, asker: Asker, error: AdmissionRefused, role: Role) -> Refusal:
        """Ask for a key where nobody can read it, and for a proof elsewhere.

        Devices prove theirs wherever they are: their firmware knows no other way.
        """
        is_private = asker.is_encrypted or is_loopback(asker.address)
        shows_key = is_private and role is not Role.DEVICE
        challenge = "Bearer" if shows_key else self._guard.challenge()
        headers = (("WWW-Authenticate", challenge),)
        return Refusal(401, "unauthorized", error.reason, "", headers)

    def _is_public(self) -> bool:
        name = request.blueprint or ""
        return request.endpoint in self._public or name.partition(".")[0] in self._public

    def _exchange_key(self) -> ResponseReturnValue:
        """Move a key out of the address, where it would be seen and kept, into a cookie."""
        if request.path.startswith("/v1/") or request.method != "GET":
            text = "keys in a query string are refused"
            return answer_refusal(Refusal(400, "bad_field", text, "use the Authorization header"))
        asker = current_asker()
        key = request.args["key"]
        try:
            self._guard.admit(asker, Role.VIEWER, bearer=key)
        except AdmissionRefused as error:
            return answer_refusal(self._unauthorized(asker, error, Role.VIEWER))
        response = redirect(request.path, 303)
        response.set_cookie(
            asker.cookie_name,
            key,
            httponly=True,
            samesite="Strict",
            secure=asker.is_encrypted,
        )
        return response

    async def look_at_answer(self, response: Response) -> Response:
        """Add the headers that every answer has; a route may have set its own."""
        admission: Admission | None = g.get("admission")
        if admission is not None and admission.server_proof:
            response.headers[PROOF_HEADER] = admission.server_proof.hex()
        present = {name.lower() for name, _ in response.headers}
        for name, value in _headers_for(response.mimetype or ""):
            if name.lower() not in present:
                response.headers.add(name, value)
        asker = current_asker()
        told = cors_headers(asker.method, asker.headers, lambda: self._guard.origin_kind(asker))
        for name, value in told:
            response.headers.add(name, value)
        return response


def _headers_for(mimetype: str) -> tuple[tuple[str, str], ...]:
    return _PICTURE_HEADERS if mimetype.startswith(_SHOWN_ANYWHERE) else SECURITY_HEADERS


def _usual_role() -> Role:
    """Return the role for a route that names none: whoever only looks is a viewer."""
    return Role.VIEWER if request.method in SAFE_METHODS else Role.OPERATOR


def _find_body_fault(more_types: frozenset[str]) -> Refusal | None:
    is_chunked = "transfer-encoding" in request.headers
    length = request.content_length or 0
    if not length and not is_chunked:
        return None
    types = BODY_TYPES | more_types
    if request.mimetype not in types or "content-encoding" in request.headers:
        text = f"Content-Type {request.mimetype[:64]!r} is not taken"
        return Refusal(415, "unsupported_media_type", text, f"use {', '.join(sorted(types))}")
    limit = MAX_MESSAGE_BYTES if request.mimetype == PICTURE else MAX_TEXT_BYTES
    if length > limit:
        return Refusal(413, "too_big", f"a body of {length} bytes: at most {limit}")
    if is_chunked and limit < MAX_MESSAGE_BYTES:
        return Refusal(411, "length_required", "the body has no length", "send Content-Length")
    return None


def build_http_app(context: HttpContext) -> QuartTrio:
    """Return the application. A blueprint that cannot be mounted is left out, and logged."""
    app = LoopApp("gamebridge", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_MESSAGE_BYTES
    app.config["BODY_TIMEOUT"] = BODY_DEADLINE_S
    # Every write has a deadline of its own; a stream of pictures may last.
    app.config["RESPONSE_TIMEOUT"] = None
    guard = HttpGuard(context.sessions, context.policy)
    devices = HttpDevices(context.sessions)
    app.register_blueprint(http_rest.build_rest(context.sessions, context.rest))
    app.register_blueprint(http_ingest.build_ingest(context.sessions, guard, devices))
    mounted = _mount(app, context.routes)
    public = {name for name, site in mounted.items() if site.is_public}
    public |= {http_rest.HEALTH_ENDPOINT, http_ingest.NAME}
    role_of = partial(http_rest.role_of_bridge_call, context.sessions)
    house = _House(guard, frozenset(public), mounted, role_of)
    app.before_request(house.look_at_request)
    app.after_request(house.look_at_answer)
    _add_error_answers(app)

    _run_with(app, devices)
    return app


def _run_with(app: QuartTrio, devices: HttpDevices) -> None:
    """Let the devices come and go for as long as the application is served."""
    presence = trio.CancelScope()

    async def run() -> None:
        with presence:
            await devices.run()

    async def begin() -> None:
        app.nursery.start_soon(run)

    async def end() -> None:
        presence.cancel()

    app.before_serving(begin)
    app.after_serving(end)


def _mount(app: QuartTrio, routes: HttpRoutes) -> dict[str, Site]:
    """Mount the plugins' blueprints; return them by the names that they are known by."""
    mounted: dict[str, Site] = {}
    for site in routes.sites:
        try:
            mounted[_mount_site(app, site)] = site
        # A stranger's blueprint runs its own code when it is mounted.
        except Exception:
            log.exception("routes of plugin %s are left out", site.plugin)
    return mounted


def _mount_site(app: QuartTrio, site: Site) -> str:
    """Mount a blueprint and return the name that it is known by."""
    blueprint = site.blueprint
    name = blueprint.name
    if site.port is not None:
        name = f"{site.plugin}:{name}:{site.port}"
    if name in app.blueprints:
        raise ValueError(f"there is a blueprint called {name!r} already")
    if site.port is None:
        app.register_blueprint(blueprint)
    else:
        prefix = site_prefix(site.port) + (blueprint.url_prefix or "")
        app.register_blueprint(blueprint, name=name, url_prefix=prefix)
    return name


def _add_error_answers(app: QuartTrio) -> None:
    async def refused(error: RequestRefused) -> Response:
        return answer_refusal(error.refusal)

    async def http_error(error: HTTPException) -> Response:
        return answer_http_error(error)

    async def failed(error: Exception) -> Response:
        log.error("%s %s failed", request.method, request.path, exc_info=error)
        text = "the bridge failed; its log says why"
        return answer_refusal(Refusal(500, "internal", text))

    app.register_error_handler(RequestRefused, refused)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Exception, failed)
