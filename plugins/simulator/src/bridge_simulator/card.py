"""The card of the simulator in the panel, and the page of a board."""

from pathlib import Path

from quart import Blueprint, Response

from bridge.api import PanelCard, answer_page_file, build_page_files, parse_device_id

CARD = PanelCard("Simulator", "/simulator/card/simulator_card.js")
_FOLDER = Path(__file__).parent / "web"


def build_card() -> Blueprint:
    """Return the routes of the card's files."""
    return build_page_files("simulator_card", "/simulator/card", _FOLDER)


def build_pad() -> Blueprint:
    """Return the route of a board's page; which board, the page reads in its own address."""
    blueprint = Blueprint("simulator_pad", __name__)

    @blueprint.get("/simulator/pad/<device>")
    async def page(device: str) -> Response:
        try:
            parse_device_id(device)
        except ValueError as error:
            return Response(f"{error}\n", 404, content_type="text/plain")
        return await answer_page_file(_FOLDER / "pad.html")

    return blueprint
