"""The card of games in the panel."""

from bridge.api import PanelCard

CARD = PanelCard("Games", "/games/_/games_card.js")
