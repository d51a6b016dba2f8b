"""Polls over HTTP: what is answered to whom."""

from collections.abc import AsyncIterator

import pytest
import trio
from quart import Response
from quart_trio import QuartTrio
from trio.testing import wait_all_tasks_blocked

from bridge.api import Role
from bridge_sources.multicam.peers import PeerCheck
from bridge_sources.multicam.polling import MAX_SESSIONS_PER_ADDRESS, Polling
from bridge_sources.multicam.socketio_routes import PollRoutes, build_polls
from plugins.sources.tests.multicam.conftest import Room
from plugins.sources.tests.multicam.test_socketio_link import JOIN, polling_of

OPEN = "/socket.io/?EIO=4&transport=polling"


class Dashboard:
    """A client of Socket.IO that polls by hand."""

    def __init__(self, app: QuartTrio, polling: Polling) -> None:
        self._client = app.test_client()
        self.polling = polling

    async def ask(self, path: str, body: str | None = None, method: str = "") -> Response:
        answer = await self._client.open(  # type: ignore[call-arg]  # `json` has a default
            path,
            method=method or ("GET" if body is None else "POST"),
            data=body,
            headers={"Content-Type": "text/plain;charset=UTF-8"},
            scope_base={"client": ("10.0.0.9", 50_000)},
        )
        assert isinstance(answer, Response)
        return answer

    async def text(self, path: str, body: str | None = None) -> str:
        answer = await self.ask(path, body)
        assert answer.content_type == "text/plain; charset=UTF-8"
        assert answer.status_code == 200
        return str(await answer.get_data(as_text=True))

    async def open(self) -> str:
        """Open a session, join the default namespace, and return the session's address."""
        sid = (await self.text(OPEN)).split('"')[3]
        path = f"{OPEN}&sid={sid}"
        assert await self.text(path, "40") == "ok"
        return path


@pytest.fixture
async def dashboard(room: Room) -> AsyncIterator[Dashboard]:
    app = QuartTrio("test", static_folder=None)
    polling = polling_of(room)
    app.register_blueprint(build_polls(PollRoutes(polling), PeerCheck(room.devices)))
    async with app.test_app():
        yield Dashboard(app, polling)


async def refusal(answer: Response) -> tuple[int, int]:
    return answer.status_code, (await answer.get_json())["code"]


async def test_handshake_offers_a_websocket(dashboard: Dashboard) -> None:
    opening = await dashboard.text(OPEN)
    assert opening.startswith('0{"sid":"')
    assert opening.endswith(
        '"upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536}'
    )


async def test_poll_brings_what_was_asked_for(room: Room, dashboard: Dashboard) -> None:
    path = await dashboard.open()
    assert (await dashboard.text(path)).startswith('40{"sid":"')
    room.show(number=5)
    await dashboard.text(path, JOIN)
    assert '"frame_count":1' in await dashboard.text(path)


async def test_second_poll_at_a_time_ends_the_session(dashboard: Dashboard) -> None:
    path = await dashboard.open()
    await dashboard.text(path)
    answers: list[str] = []

    async def poll() -> None:
        answers.append(await dashboard.text(path))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(poll)
        await wait_all_tasks_blocked()
        assert await refusal(await dashboard.ask(path)) == (400, 3)
    assert answers == ["1"]
    assert await refusal(await dashboard.ask(path)) == (400, 1)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/socket.io/?EIO=3&transport=polling", 5),
        ("/socket.io/?transport=polling", 5),
        ("/socket.io/", 5),
        ("/socket.io/?EIO=4&transport=flash", 0),
        ("/socket.io/?EIO=4&transport=websocket", 0),
        (f"{OPEN}&sid=unknown", 1),
    ],
)
async def test_what_is_not_spoken_is_refused_in_the_protocols_codes(
    dashboard: Dashboard, path: str, code: int
) -> None:
    assert await refusal(await dashboard.ask(path)) == (400, code)


async def test_posts_need_a_session_and_a_payload(dashboard: Dashboard) -> None:
    assert await refusal(await dashboard.ask(f"{OPEN}&sid=unknown", "40")) == (400, 1)
    path = await dashboard.open()
    assert await refusal(await dashboard.ask(path, "\x1e" * 20)) == (400, 3)
    assert await refusal(await dashboard.ask(path, "40")) == (400, 1)
    path = await dashboard.open()
    assert await refusal(await dashboard.ask(path, "4" * 65_537)) == (400, 3)


async def test_sessions_of_one_address_are_bounded(dashboard: Dashboard) -> None:
    for _ in range(MAX_SESSIONS_PER_ADDRESS):
        await dashboard.text(OPEN)
    assert await refusal(await dashboard.ask(OPEN)) == (503, 4)


async def test_every_poll_asks_who_the_peer_is(room: Room, dashboard: Dashboard) -> None:
    path = await dashboard.open()
    assert {claim.role for claim in room.devices.claims} == {Role.VIEWER}
    room.devices.refusal = "no"
    assert (await dashboard.ask(path)).status_code == 403
    assert (await dashboard.ask(path, "3")).status_code == 403
    assert (await dashboard.ask(OPEN)).status_code == 403
