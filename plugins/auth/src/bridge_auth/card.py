"""The card "Connect a game" of the panel: a few modules and a style sheet."""

from pathlib import Path

from quart import Blueprint

from bridge.api import PanelCard, build_page_files

CARD = PanelCard("Connect a game", "/auth/card/connect_card.js")


def build_card() -> Blueprint:
    """Return the routes of the card's files. What it shows it asks /v1/pairings for."""
    return build_page_files("auth_card", "/auth/card", Path(__file__).parent / "web")
