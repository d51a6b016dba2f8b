"""The addresses of this bridge over HTTP, and a QR code of each for phones.

Knows: routes, how a QR code is drawn. Does not know: the panel, games.
"""

import io

import segno
from quart import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException

from bridge.api import PluginContext
from bridge_auth.addresses import GameAddresses, find_addresses
from bridge_auth.pairing.answers import json

# Where another plugin lists games for phones, if it is there.
GAMES_PATH = "/games/"
PANEL_PATH = "/"
# Pixels of each module; the page scales it, and it stays sharp.
SCALE = 8
BORDER_MODULES = 4


class AddressRoutes:
    """What the routes of one bridge answer."""

    def __init__(self, context: PluginContext) -> None:
        self._context = context

    async def list_all(self) -> Response:
        """List by which addresses games and phones find the bridge."""
        return json(self._find())

    async def code(self, number: int) -> Response:
        """Draw the page of one address for the camera of a phone."""
        addresses = self._find().addresses
        if number >= len(addresses):
            return Response(f"There are {len(addresses)} addresses.\n", 404, mimetype="text/plain")
        return Response(draw_qr(addresses[number].page), mimetype="image/svg+xml")

    def _find(self) -> GameAddresses:
        context = self._context
        server = request.scope.get("server")
        # The port of this very request: the settings may leave the choice to the machine.
        port = (server[1] if server else None) or context.port
        has_games = _is_served(GAMES_PATH)
        found = find_addresses(
            context.base_url,
            context.host,
            port,
            is_exposed=context.is_exposed,
            page_path=GAMES_PATH if has_games else PANEL_PATH,
        )
        return GameAddresses(found, context.is_exposed, has_games)


def _is_served(path: str) -> bool:
    try:
        current_app.url_map.bind("").match(path, "GET")
    except HTTPException:
        return False
    return True


def draw_qr(text: str) -> bytes:
    """Return a QR code as SVG: dark on light, whatever the page's colours, because many
    readers want it so."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", scale=SCALE, border=BORDER_MODULES, dark="#000", light="#fff"
    )
    return drawn.getvalue()


def build_address_routes(context: PluginContext) -> Blueprint:
    """Return the routes."""
    routes = AddressRoutes(context)
    blueprint = Blueprint("addresses", __name__, url_prefix="/v1/addresses")
    blueprint.add_url_rule("", "list", routes.list_all, methods=["GET"])
    blueprint.add_url_rule("/<int:number>/qr.svg", "code", routes.code, methods=["GET"])
    return blueprint
