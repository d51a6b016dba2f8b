"""The routes of games without a socket, asked from where a test says."""

from dataclasses import dataclass

import msgspec
import trio
from quart import Response
from quart.testing import sentinel
from quart_trio import QuartTrio
from werkzeug.datastructures import Headers

from bridge_games.keeper_routes import KeeperDesk, build_keeper
from bridge_games.public_routes import PublicDesk, build_public
from bridge_games.shelf import GameShelf

NEAR = "127.0.0.1"
FAR = "192.168.1.7"


@dataclass
class Desks:
    """An application with the routes of games, and who asks it."""

    app: QuartTrio
    address: str = NEAR

    async def ask(
        self, path: str, method: str = "GET", body: object = None, **headers: str
    ) -> Response:
        """Return the answer; underscores in names of headers are hyphens.

        A body is JSON; bytes are sent as they are.
        """
        content = body if isinstance(body, bytes) else msgspec.json.encode(body)
        answer = await self.app.test_client().open(
            path,
            method=method,
            headers=Headers({name.replace("_", "-"): text for name, text in headers.items()}),
            data=None if body is None else content,
            json=sentinel,  # The types of the client want it; this is "none".
            scope_base={"client": (self.address, 50000)},
        )
        assert isinstance(answer, Response)
        return answer


def build_desks(shelf: GameShelf, *hosts: str) -> Desks:
    """Return the routes of a shelf."""
    one_at_a_time = trio.CapacityLimiter(1)
    app = QuartTrio("test", static_folder=None)
    app.register_blueprint(build_public(PublicDesk(shelf, one_at_a_time, hosts)))
    app.register_blueprint(build_keeper(KeeperDesk(shelf, one_at_a_time)))
    return Desks(app)
