"""Hooks of the firmware plugin for what people see, and for what they may not do."""

from bridge.api import (
    Admission,
    AdmissionRefused,
    Call,
    CommandLine,
    PanelRegistry,
    Role,
    hookimpl,
    is_at_least,
)
from bridge_firmware.fleet import METHOD


class OuterHooks:
    """The card, the commands, and the veto on updates."""

    @hookimpl
    def bridge_register_panels(self, panels: PanelRegistry) -> None:
        """Add the card of firmware to the panel."""
        from bridge_firmware.card import CARD  # noqa: PLC0415 - the command line needs no pages.

        panels.add(CARD)

    @hookimpl
    def bridge_register_commands(self, commands: CommandLine) -> None:
        """Add `gamebridge firmware`."""
        from bridge_firmware.commands import firmware  # noqa: PLC0415 - a bridge needs none.

        commands.add(firmware)

    @hookimpl
    def bridge_command_requested(self, call: Call, admission: Admission) -> Call | None:
        """Keep games from updating devices, which they may otherwise command."""
        if call.method == METHOD and not is_at_least(admission.role, Role.OPERATOR):
            raise AdmissionRefused(f"firmware is for operators; this is a {admission.role}")
        return None
