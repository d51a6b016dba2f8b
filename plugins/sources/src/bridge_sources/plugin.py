"""Hooks of the sources plugin."""

from bridge.api import HealthReport, HttpRoutes, PanelRegistry, PluginContext, hookimpl


@hookimpl
def bridge_register_http(routes: HttpRoutes, context: PluginContext) -> None:
    """Serve what the panel's card is made of."""
    from bridge_sources.card import build_card

    routes.add(build_card(), public=True)


@hookimpl
def bridge_register_panels(panels: PanelRegistry) -> None:
    """Add the card of sources to the panel."""
    from bridge_sources.card import CARD

    panels.add(CARD)


@hookimpl
def bridge_report_health(report: HealthReport) -> None:
    """Say how the sources are."""
    report.ok("no sources")
