"""What pages without an origin of their own can do over HTTP, route by route.

Any web site can put one into a frame, and it may read every answer; so what it may ask for
is what a game on this machine may do without a key, and no more.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bridge.app.assembly import Bridge
from bridge.app.clock import SystemClock
from bridge.app.settings import Settings
from bridge.model.errors import AdmissionRefused
from bridge.plugin.admission import Admission, Claim, Role
from bridge.plugin.loader import PluginChoice, discover
from bridge.transport.door_policy import DoorPolicy
from bridge.transport.http_app import HttpContext, build_http_app
from bridge.transport.http_rest import RestContext

if TYPE_CHECKING:
    from quart_trio import QuartTrio

# What changes something and is open to games, or to everybody who reaches the port.
OPEN_TO_GAMES = {"POST /v1/devices/<device>/call"}
OPEN_TO_DEVICES = {
    "POST /v1/ingest/<device>",
    "POST /v1/ingest/<device>/<path:tail>",
}
OPEN_TO_ALL = {
    "POST /v1/pairing",
    "POST /v1/pairing/<pairing>/reveal",
    "DELETE /v1/pairing/<pairing>",
}
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


class Questions:
    """An application with all plugins, and what roles its routes ask for. Nobody passes."""

    def __init__(self, folder: Path) -> None:
        bridge = Bridge(Settings(), discover(PluginChoice()), SystemClock(), folder)
        self.judge = bridge.host.authenticate
        self.claims: list[Claim] = []
        object.__setattr__(bridge.sessions, "authenticate", self._note)
        rest = RestContext(dict, dict, lambda _report: None)
        context = HttpContext(bridge.sessions, rest, bridge.registries.routes, DoorPolicy())
        self.app: QuartTrio = build_http_app(context)

    def _note(self, claim: Claim) -> Admission:
        self.claims.append(claim)
        raise AdmissionRefused("noted")

    async def role_of(self, method: str, path: str) -> Role | None:
        """Return the role that a route asks for, or None when it asks for none."""
        self.claims.clear()
        await self.app.test_client().open(  # type: ignore[call-arg]  # `json` has a default
            path,
            method=method,
            headers={"Host": "127.0.0.1:8080", "Origin": "null"},
            scope_base={"client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8080)},
        )
        return self.claims[0].role if self.claims else None


async def test_what_changes_something_is_for_operators_all_but_what_games_are_for(
    tmp_path: Path,
) -> None:
    questions = Questions(tmp_path)
    found: dict[Role | None, set[str]] = {}
    for rule in questions.app.url_map.iter_rules():
        for method in (rule.methods or set()) & UNSAFE:
            _, path = rule.build(dict.fromkeys(rule.arguments, "1")) or ("", "")
            role = await questions.role_of(method, path)
            found.setdefault(role, set()).add(f"{method} {rule.rule}")
    assert found.pop(None) == OPEN_TO_ALL
    assert found.pop(Role.GAME) == OPEN_TO_GAMES
    assert found.pop(Role.DEVICE) == OPEN_TO_DEVICES
    assert set(found) == {Role.OPERATOR}


@pytest.mark.parametrize("path", ["/v1/health", "/v1/pairings", "/v1/keys"])
async def test_what_tells_who_is_here_is_for_operators_too(tmp_path: Path, path: str) -> None:
    assert await Questions(tmp_path).role_of("GET", path) is Role.OPERATOR


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("origin", ["null", "file://"])
def test_without_a_key_such_a_page_is_at_most_a_game(
    tmp_path: Path, role: Role, origin: str
) -> None:
    claim = Claim(role, "", "127.0.0.1", True, False, "http", origin=origin)
    judge = Questions(tmp_path).judge
    if role in (Role.GAME, Role.VIEWER):
        assert judge(claim).role is role
    else:
        with pytest.raises(AdmissionRefused):
            judge(claim)
