"""Hooks of the simulator for what a browser shows."""

from bridge import api


class PageHooks:
    """The card in the panel, and a page for each board."""

    @api.hookimpl
    def bridge_register_http(self, routes: api.HttpRoutes) -> None:
        """Add the files of card and page; they hold nothing but code."""
        from bridge_simulator import card  # noqa: PLC0415 - commands load this module.

        routes.add(card.build_card(), public=True)
        routes.add(card.build_pad(), public=True)

    @api.hookimpl
    def bridge_register_panels(self, panels: api.PanelRegistry) -> None:
        """Add the card to the panel."""
        from bridge_simulator.card import CARD  # noqa: PLC0415 - commands load this module.

        panels.add(CARD)
