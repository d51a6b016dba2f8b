"""`gamebridge record`, `gamebridge recordings` and `gamebridge replay`."""

from pathlib import Path

import click

from bridge.api import BridgeError, CommandLine
from bridge_recorder.replay.timeline import MAX_SPEED, MIN_SPEED
from bridge_recorder.replay.values import ReplayRequest
from bridge_recorder.values import RecordingRequest

DEFAULT_URL = "http://127.0.0.1:8080"

on_bridge_url = click.option(
    "--url",
    envvar="GAMEBRIDGE_URL",
    default=DEFAULT_URL,
    show_default=True,
    help="Address of the bridge.",
)
on_bridge_key = click.option(
    "--key", envvar="GAMEBRIDGE_KEY", help="Key of an operator, for bridges on other machines."
)
on_output = click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to save the file."
)
as_json = click.option("--json", "is_json", is_flag=True, help="Print JSON for other programs.")


def add_commands(commands: CommandLine) -> None:
    """Add the commands of the recorder to the command line."""
    commands.add(record)
    commands.add(recordings)
    commands.add(replay)


@click.command()
@click.argument("topics", nargs=-1)
@on_bridge_url
@on_bridge_key
@click.option("--seconds", type=click.FloatRange(min=0.1), help="Stop after this long.")
@click.option("--name", default="", help="A name to find the recording by.")
@on_output
@as_json
def record(
    topics: tuple[str, ...],
    url: str,
    key: str | None,
    *,
    seconds: float | None,
    name: str,
    output: Path | None,
    is_json: bool,
) -> None:
    """Record TOPICS of a running bridge until Ctrl-C, or for --seconds.

    TOPICS are patterns such as 'device/cam-1/**'; without any, everything but video that
    the bridge would have to make is recorded. The file stays with the bridge, which ends
    it properly whatever happens here; see 'gamebridge recordings'.
    """
    from bridge_recorder import errands

    _refuse_existing(output)
    wish = errands.Wish(RecordingRequest(topics, name), seconds, output, is_json)
    errands.record(errands.Bridge(url, key), wish)


def _refuse_existing(output: Path | None) -> None:
    """Refuse to write over a file."""
    if output is not None and output.exists():
        raise BridgeError(f"{output}: exists already; name another file with --output")


@click.command()
@click.argument("recording", default="")
@on_bridge_url
@on_bridge_key
@click.option(
    "--speed",
    type=click.FloatRange(MIN_SPEED, MAX_SPEED),
    default=1.0,
    show_default=True,
    help="How many times as fast.",
)
@click.option("--loop", is_flag=True, help="Begin anew at the end, until stopped.")
@click.option("--start", type=click.FloatRange(min=0), default=0.0, help="Begin at this second.")
@click.option("--id", "replay_id", help="An id to steer the replay by; made if not given.")
@as_json
def replay(
    recording: str,
    url: str,
    key: str | None,
    *,
    speed: float,
    loop: bool,
    start: float,
    replay_id: str | None,
    is_json: bool,
) -> None:
    """Play RECORDING, by its id or name, until it ends or Ctrl-C; the newest by default.

    Its devices appear again with what they sent then, and take no commands. A device that
    is here itself keeps its id; the played one is called like it with '-replay'.

    \b
    Keys, on a terminal:
      space            pause, go on
      left, right      5 seconds back, forward
      up, down         faster, slower
      . (period)       one picture on
      l                loop, or not
      0 to 9           to so many tenths of the recording
      q                stop
    """
    from bridge_recorder.replay import errands

    request = ReplayRequest(recording, speed, loop, start, id=replay_id)
    errands.replay(url, key, errands.PlayWish(request, is_json))


@click.group()
def recordings() -> None:
    """Recordings of a running bridge."""


@recordings.command("list")
@on_bridge_url
@on_bridge_key
@as_json
def list_all(url: str, key: str | None, *, is_json: bool) -> None:
    """List recordings, those that run first, then the newest."""
    from bridge_recorder import errands

    errands.list_all(errands.Bridge(url, key), is_json=is_json)


@recordings.command()
@click.argument("recording_id", metavar="ID")
@on_output
@on_bridge_url
@on_bridge_key
@as_json
def download(
    recording_id: str, output: Path | None, url: str, key: str | None, *, is_json: bool
) -> None:
    """Save a recording as an MCAP file, which Foxglove opens."""
    from bridge_recorder import errands

    target = output or Path(f"{recording_id}.mcap")
    _refuse_existing(target)
    errands.fetch(errands.Bridge(url, key), recording_id, target, is_json=is_json)


@recordings.command()
@click.argument("source", metavar="ID|FILE")
@click.option("--topic", help="Which camera, as in device/cam-1/camera/jpeg.")
@on_output
@on_bridge_url
@on_bridge_key
@as_json
def export(
    source: str,
    topic: str | None,
    output: Path | None,
    url: str,
    key: str | None,
    *,
    is_json: bool,
) -> None:
    """Save a camera of a recording as an MP4 film. FILE is an MCAP file at hand."""
    from bridge_recorder import errands

    name = Path(source).with_suffix(".mp4").name if Path(source).is_file() else f"{source}.mp4"
    target = output or Path(name)
    _refuse_existing(target)
    wish = errands.ExportWish(source, topic, target, is_json)
    errands.export(errands.Bridge(url, key), wish)


@recordings.command()
@click.argument("recording_id", metavar="ID")
@on_bridge_url
@on_bridge_key
def delete(recording_id: str, url: str, key: str | None) -> None:
    """Delete a recording for good."""
    from bridge_recorder import errands

    errands.delete(errands.Bridge(url, key), recording_id)
