"""Socket.IO by polls: `GET` and `POST /socket.io/`.

Knows: requests, the answers that Socket.IO's clients expect. Does not know: what a session
is about. A session's name is all that a poll shows; nobody can guess it.
"""

from quart import Blueprint, Response, jsonify, request

from bridge_sources.multicam.packets import write_payload
from bridge_sources.multicam.peers import PeerCheck, peer_address
from bridge_sources.multicam.polled_session import PolledSession
from bridge_sources.multicam.polling import NoRoom, Polling
from bridge_sources.multicam.session import MAX_PAYLOAD
from bridge_sources.multicam.socketio_link import SOCKET_IO_PATH, read_handshake

TEXT = "text/plain"
# The codes of Engine.IO's own servers.
_UNKNOWN_TRANSPORT = 0
_UNKNOWN_SESSION = 1
_BAD_REQUEST = 3
_FORBIDDEN = 4
_UNSUPPORTED_VERSION = 5


class PollRoutes:
    """What the routes of one bridge answer."""

    def __init__(self, polling: Polling) -> None:
        self._polling = polling

    async def poll(self) -> Response:
        """Open a session, or wait until there is something to say to it."""
        handshake = read_handshake(request.query_string.decode("ascii", "replace"))
        if handshake.fault or handshake.transport != "polling":
            code = _UNKNOWN_TRANSPORT if handshake.is_spoken else _UNSUPPORTED_VERSION
            return _refuse(code, handshake.fault or "this transport needs a WebSocket")
        if not handshake.sid:
            return self._open()
        polled = self._polling.find(handshake.sid)
        if polled is None:
            return _refuse(_UNKNOWN_SESSION, "Session ID unknown")
        if polled.is_polled:
            self._polling.end(polled, "two polls at a time")
            return _refuse(_BAD_REQUEST, "one poll at a time")
        return _text(write_payload(await _wait(polled)))

    def _open(self) -> Response:
        try:
            polled = self._polling.open(peer_address())
        except NoRoom as error:
            return _refuse(_FORBIDDEN, str(error), 503)
        return _text(polled.session.handshake(upgrades=["websocket"]))

    async def post(self) -> Response:
        """Take what a session says."""
        handshake = read_handshake(request.query_string.decode("ascii", "replace"))
        polled = self._polling.find(handshake.sid)
        if polled is None:
            return _refuse(_UNKNOWN_SESSION, "Session ID unknown")
        body = await request.get_data(cache=False, as_text=False, parse_form_data=False)
        if len(body) > MAX_PAYLOAD:
            return _refuse(_BAD_REQUEST, f"at most {MAX_PAYLOAD} bytes at once")
        try:
            self._polling.receive(polled, body.decode())
        except ValueError as error:
            self._polling.end(polled, "what came is no payload")
            return _refuse(_BAD_REQUEST, str(error)[:200])
        return _text("ok")


async def _wait(polled: PolledSession) -> list[str]:
    polled.is_polled = True
    try:
        return await polled.next_packets()
    finally:
        polled.is_polled = False


def _text(body: str) -> Response:
    return Response(body, content_type=f"{TEXT}; charset=UTF-8")


def _refuse(code: int, text: str, status: int = 400) -> Response:
    response = jsonify({"code": code, "message": text})
    response.status_code = status
    return response


def build_polls(routes: PollRoutes, check: PeerCheck) -> Blueprint:
    """Return the routes; every one asks first who the peer is."""
    blueprint = Blueprint("multicam_polls", __name__)
    blueprint.before_request(check.refuse_reader)
    blueprint.add_url_rule(SOCKET_IO_PATH, "poll", routes.poll)
    blueprint.add_url_rule(SOCKET_IO_PATH, "post", routes.post, methods=["POST"])
    return blueprint
