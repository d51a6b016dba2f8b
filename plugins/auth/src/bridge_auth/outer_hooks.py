"""The hooks for what people see: routes, the card of the panel, commands. The plugin is one
object, so it takes them over."""

from typing import TYPE_CHECKING

from bridge.api import CommandLine, HttpRoutes, PanelRegistry, hookimpl

if TYPE_CHECKING:
    from bridge_auth.opening import Parts


class OuterHooks:
    """Where peers without a key ask for one, and people decide."""

    parts: "Parts | None" = None

    @hookimpl
    def bridge_register_http(self, routes: HttpRoutes) -> None:
        """Add /v1/pairing, /v1/pairings, /v1/keys and /v1/addresses."""
        if self.parts is not None:
            self.parts.add_routes(routes)

    @hookimpl
    def bridge_register_panels(self, panels: PanelRegistry) -> None:
        """Add the card 'Connect a game' to the panel."""
        from bridge_auth.card import CARD  # noqa: PLC0415 - the command line needs no pages.

        panels.add(CARD)

    @hookimpl
    def bridge_register_commands(self, commands: CommandLine) -> None:
        """Add what works on keys and requests to `gamebridge devices`."""
        from bridge_auth.pairing_commands import devices  # noqa: PLC0415 - only when asked.

        commands.add(devices)
