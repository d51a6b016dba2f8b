"""Options of `gamebridge simulate` that are about the firmware's own core. Loads at once.

Their values arrive under the names of FirmwareFlags.
"""

from pathlib import Path

import click

from bridge_simulator.dialects.dialect_options import DIALECT_ONLY

# Given without --firmware these would do nothing, and nobody would know.
FIRMWARE_ONLY = ("firmware_set", "firmware_script", "firmware_control")
# And with it these would: its faults come from a script of its own, and it is a camera.
NOT_WITH_FIRMWARE = (
    *DIALECT_ONLY,
    "dialect",
    "board",
    "has_autopilot",
    "loss",
    "delay_ms",
    "jitter_ms",
    "corrupt",
    "faults",
    "fault",
    "is_always_on",
)

with_firmware = click.option(
    "--firmware",
    is_flag=False,
    flag_value="",
    default=None,
    metavar="[PROGRAM]",
    help="Be the firmware's own core on this PC; `make firmware` builds the program.",
)
with_firmware_set = click.option(
    "--firmware-set",
    multiple=True,
    metavar="NAME=VALUE",
    help="A setting of the firmware, as in idle-fps=5; may be repeated.",
)
with_firmware_script = click.option(
    "--firmware-script",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Script of its faults: JSON lines, as `virtual_device --help` has them.",
)
with_firmware_control = click.option(
    "--firmware-control",
    default="",
    metavar="PORT|PATH",
    help="Where it takes the same lines while it runs; 0 for a free port of loopback.",
)
