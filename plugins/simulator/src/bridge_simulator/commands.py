"""`gamebridge simulate` and `gamebridge demo`: their options.

Nothing heavy is loaded before a command runs, as `gamebridge --help` reads this module.
"""

from pathlib import Path

import click
import msgspec

from bridge_simulator.choices import (
    BEST_QUALITY,
    BOARD_NAMES,
    FRAME_SIZES,
    MAX_DEVICES,
    MAX_FPS,
    MIN_FPS,
    SCENE_NAMES,
    TRANSPORTS,
    WORST_QUALITY,
)
from bridge_simulator.dialects.catalogue import help_text
from bridge_simulator.dialects.dialect_options import (
    DIALECT_ONLY,
    NATIVE_ONLY,
    with_answer_port,
    with_dialect,
    with_discovery_port,
    with_fault,
    with_http_port,
    with_listen,
    with_port,
    with_token,
    with_variant,
)
from bridge_simulator.firmware_options import (
    FIRMWARE_ONLY,
    NOT_WITH_FIRMWARE,
    with_firmware,
    with_firmware_control,
    with_firmware_script,
    with_firmware_set,
)
from bridge_simulator.option_types import milliseconds, share

# Without --board these would do nothing, and with it those.
BOARD_ONLY = ("has_autopilot",)
CAMERA_ONLY = ("scene", "fps", "size", "quality", "corrupt")

# What click makes of options; each command turns them into a type of its own at once.
OptionValue = str | int | float | bool | Path | tuple[str, ...] | None

as_json = click.option("--json", "is_json", is_flag=True, help="Print one JSON object at the end.")
with_devices = click.option(
    "--devices",
    type=click.IntRange(1, MAX_DEVICES),
    default=1,
    show_default=True,
    help="How many of them, named cam-1, cam-2…",
)
with_scene = click.option(
    "--scene",
    type=click.Choice(SCENE_NAMES),
    default="table",
    show_default=True,
    help="What stands before the cameras.",
)
with_fps = click.option(
    "--fps",
    type=click.IntRange(MIN_FPS, MAX_FPS),
    default=30,
    show_default=True,
    help="Pictures per second.",
)
with_size = click.option(
    "--size",
    type=click.Choice(tuple(FRAME_SIZES), case_sensitive=False),
    default="VGA",
    show_default=True,
    help="Size of the pictures.",
)


@click.command(epilog=help_text())
@with_devices
@click.option("--id", default="", help="Name of the device, instead of cam-1 or pad-1.")
@click.option(
    "--board",
    type=click.Choice(BOARD_NAMES),
    default=None,
    help="Be game boards instead of cameras: buttons, stick, tilt, lamps, motor.",
)
@click.option(
    "--autopilot/--no-autopilot",
    "has_autopilot",
    default=True,
    show_default=True,
    help="Let a script play with boards while nobody steers them.",
)
@click.option(
    "--url",
    envvar="GAMEBRIDGE_URL",
    default="ws://127.0.0.1:8080",
    show_default=True,
    help="Address of the bridge; of its port, a --dialect takes no notice.",
)
@click.option("--key", help="The camera's key, or @FILE; {id} in FILE stands for the name.")
@click.option("--transport", type=click.Choice(TRANSPORTS), default="ws", show_default=True)
@with_scene
@with_fps
@with_size
@click.option(
    "--quality",
    type=click.IntRange(BEST_QUALITY, WORST_QUALITY),
    default=12,
    show_default=True,
    help="JPEG quality as on an ESP32: less is better.",
)
@click.option("--loss", type=share, default="0", help="Share of pictures lost, as in 5%.")
@click.option("--delay", "delay_ms", type=milliseconds, default="0", help="Lateness of pictures.")
@click.option("--jitter", "jitter_ms", type=milliseconds, default="0", help="Swing of --delay.")
@click.option("--corrupt", type=share, default="0", help="Share of pictures damaged.")
@click.option(
    "--drift-ppm",
    type=click.FloatRange(-500, 500),
    default=15.0,
    show_default=True,
    help="How much too fast the cameras' clocks run.",
)
@click.option(
    "--faults",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Script of faults with their times (TOML).",
)
@with_fault
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--seconds", type=click.FloatRange(0, min_open=True), help="End after so long.")
@with_dialect
@with_variant
@with_port
@with_http_port
@with_listen
@with_token
@with_discovery_port
@with_answer_port
@with_firmware
@with_firmware_set
@with_firmware_script
@with_firmware_control
@click.option("--always", "is_always_on", is_flag=True, help="Send also while nobody watches.")
@as_json
def simulate(**options: OptionValue) -> None:
    """Be one or more ESP32 cameras that look at AprilTags, or game boards, until Ctrl-C.

    With --dialect they are devices of another system, as its firmware makes them; with
    --firmware they are our own firmware's core, as it runs on a chip.

    \b
      gamebridge simulate
      gamebridge simulate --devices 3 --scene cube --size SVGA
      gamebridge simulate --loss 5% --jitter 40ms --faults storm.toml
      gamebridge simulate --board pad --devices 2
      gamebridge simulate --dialect s3cam --fault stall:30@10
      gamebridge simulate --dialect taghub --variant ws --token SECRET
      gamebridge simulate --firmware --firmware-script outages.jsonl
    """
    from bridge_simulator.dialects.dialect_flags import DialectFlags
    from bridge_simulator.simulate_command import (
        simulate_dialect,
        simulate_firmware,
        simulate_native,
    )
    from bridge_simulator.simulation import Flags
    from bridge_simulator.virtual_device import FirmwareFlags

    given = _given()
    is_foreign = options["dialect"] is not None
    is_firmware = options["firmware"] is not None
    _refuse_firmware_mix(given, is_firmware=is_firmware)
    _refuse_useless(given, is_foreign=is_foreign, is_board=options["board"] is not None)
    if is_firmware:
        told = {name: options[name] for name in FirmwareFlags.__struct_fields__}
        simulate_firmware(msgspec.convert(told, FirmwareFlags))
        return
    if is_foreign:
        # What was not given is as usual for the dialect, not for our own cameras.
        told = {name: options[name] for name in given | {"dialect", "url"}}
        flags = msgspec.convert(told, DialectFlags)
        simulate_dialect(flags)
        return
    options["board"] = options["board"] or ""
    simulate_native(msgspec.convert(options, Flags))


def _refuse_firmware_mix(given: set[str], *, is_firmware: bool) -> None:
    useless = NOT_WITH_FIRMWARE if is_firmware else FIRMWARE_ONLY
    found = sorted(given.intersection(useless))
    if found:
        verb = "does nothing with" if is_firmware else "needs"
        raise click.UsageError(f"{_flag_of(found[0])} {verb} --firmware")


def _flag_of(name: str) -> str:
    plain = name.removeprefix("is_").removeprefix("has_").removesuffix("_on").removesuffix("_ms")
    return f"--{plain.replace('_', '-')}"


def _refuse_useless(given: set[str], *, is_foreign: bool, is_board: bool) -> None:
    """UsageError for the first option that would do nothing, because nobody would know."""
    verb, other, useless = "needs", "--dialect", set(DIALECT_ONLY)
    if is_foreign:
        verb, useless = "does nothing with", set(NATIVE_ONLY)
    found = sorted(given.intersection(useless))
    if not found and not is_foreign:
        verb, other, useless = "needs", "--board", set(BOARD_ONLY)
        if is_board:
            verb, useless = "does nothing with", set(CAMERA_ONLY)
        found = sorted(given.intersection(useless))
    if found:
        raise click.UsageError(f"{_flag_of(found[0])} {verb} {other}")


def _given() -> set[str]:
    """Return the names of the options that stand on the command line."""
    context = click.get_current_context()
    source = click.core.ParameterSource.COMMANDLINE
    return {name for name in context.params if context.get_parameter_source(name) is source}


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0: a free one."
)
@click.option("--lan", "is_lan", is_flag=True, help="Let others on the network in, too.")
@with_devices
@click.option(
    "--boards",
    type=click.IntRange(0, MAX_DEVICES),
    default=1,
    show_default=True,
    help="How many game boards, named pad-1, pad-2…",
)
@with_scene
@with_fps
@with_size
@click.option("--seconds", type=click.FloatRange(0, min_open=True), help="End after so long.")
@click.option(
    "--state",
    "state_dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Private folder of the bridge; a passing one by default.",
)
@click.option(
    "--games",
    metavar="FOLDER",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Serve the exported game in FOLDER, or the games right below it; may be given again.",
)
@click.option("--open/--no-open", "is_opening", default=None, help="Show the page in a browser.")
@as_json
def demo(**options: OptionValue) -> None:
    """Start a bridge with simulated cameras and game boards and show its page, until Ctrl-C.

    With --json nothing is shown: a game is played for --seconds, and what it received, how
    late and how exact, is printed as one JSON object.
    """
    from bridge_simulator.demo import DemoPlan, run_demo

    run_demo(msgspec.convert(options, DemoPlan))
