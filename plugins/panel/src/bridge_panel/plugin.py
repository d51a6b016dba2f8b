"""Hooks of the panel. Nothing here runs per sample; the page subscribes like a stranger."""

from bridge.api import HealthReport, HttpRoutes, PluginContext, SettingsError, hookimpl


@hookimpl
def bridge_register_http(routes: HttpRoutes, context: PluginContext) -> None:
    """Serve the page, which signs in by itself and so is open to everybody."""
    from bridge_panel.http import build_blueprint
    from bridge_panel.pages import web_root
    from bridge_panel.settings import PanelSettings

    settings = context.settings(PanelSettings)
    routes.add(build_blueprint(web_root(settings.web_folder)), public=True)


@hookimpl
def bridge_report_health(report: HealthReport) -> None:
    """Say whether the page is there."""
    from bridge_panel.pages import web_root

    try:
        report.ok(f"page: {web_root()}")
    except SettingsError as error:
        report.error(str(error), "pip install --force-reinstall gamebridge-panel")
