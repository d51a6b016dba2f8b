"""The card of firmware in the panel: a few modules and a style sheet."""

from pathlib import Path

from quart import Blueprint

from bridge.api import PanelCard, build_page_files

CARD = PanelCard("Firmware", "/firmware/card/firmware_card.js")


def build_card() -> Blueprint:
    """Return the routes of the card's files. What it shows it asks /v1/firmware for."""
    return build_page_files("firmware_card", "/firmware/card", Path(__file__).parent / "web")
