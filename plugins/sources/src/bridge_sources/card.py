"""The card of sources in the panel: a few modules and a style sheet."""

from pathlib import Path

from quart import Blueprint

from bridge.api import PanelCard, build_page_files

CARD = PanelCard("Network cameras", "/sources/card/sources_card.js")


def build_card() -> Blueprint:
    """Return the routes of the card's files. What it shows it asks /v1/sources for."""
    return build_page_files("sources_card", "/sources/card", Path(__file__).parent / "web")
