"""How weak a foreign system is, in the words that `doctor` and the panel show.

Knows: what such systems lack. Does not know: any one of them.
"""

from collections.abc import Sequence

from bridge.api import HealthReport, LegacySettings, describe_reach


def report_weakness(
    report: HealthReport,
    system: str,
    settings: LegacySettings,
    *,
    ports: Sequence[int],
    is_exposed: bool,
    has_token: bool = False,
    has_commands: bool = True,
) -> None:
    """Say that a system is on, where, and what somebody in its networks could do.

    `has_token` says that its devices share a token, which is worth little: it travels in
    the clear; `has_commands` that its peers may command devices.
    """
    where = describe_reach(settings.networks, is_exposed=is_exposed)
    listed = " and ".join(str(port) for port in ports)
    kept_by = "a token that travels in the clear" if has_token else "no key at all"
    deeds = ", watch, and command" if has_commands else " and watch"
    report.warning(
        f"{system} is on at port {listed}: its peers have {kept_by}, so everybody in "
        f"{where} can send pictures as its devices{deeds}",
        f"name the networks of your devices in [legacy.{system}] networks, "
        f"or switch it off with {system} = false in [legacy]",
    )
