"""`gamebridge tail`: samples as they come, one JSON object a line."""

import json
from typing import TYPE_CHECKING

import click
import trio

from bridge.app.cli.asking import asks_bridge, websocket_url
from bridge.app.signals import run_until_signal
from bridge.model.delivery import Delivery, Mode

if TYPE_CHECKING:
    from bridge.client import ReceivedSample


@click.command()
@click.argument("patterns", nargs=-1, required=True, metavar="PATTERN...")
@click.option(
    "--mode",
    type=click.Choice([str(mode) for mode in Mode]),
    default="ring",
    show_default=True,
    help="Which samples may be lost when this terminal is slow.",
)
@click.option("--hz", default=0.0, help="At most so many samples per second of each topic.")
@click.option("--count", default=0, help="End after so many samples.")
@click.option("--seconds", default=0.0, help="End after so long.")
@asks_bridge
def tail(
    patterns: tuple[str, ...],
    mode: str,
    hz: float,
    count: int,
    seconds: float,
    url: str,
    key: str | None,
) -> None:
    """Print the samples of topics as JSON lines; pictures as their sizes.

    A pattern is a topic name in which * stands for one part, and ** at the end for any
    number of them:

    \b
      gamebridge tail 'device/*/tags'
      gamebridge tail 'device/cam-1/**' --count 10
    """
    from bridge.client import open_client

    delivery = Delivery(Mode(mode), hz=hz)

    async def follow() -> None:
        with trio.move_on_after(seconds or float("inf")):
            async with open_client(websocket_url(url), role="viewer", id="tail", key=key) as client:
                seen = 0
                async for sample in await client.subscribe(list(patterns), delivery):
                    click.echo(json.dumps(line_of(sample)))
                    seen += 1
                    if seen == count:
                        return

    trio.run(run_until_signal, follow)


def line_of(sample: "ReceivedSample") -> dict[str, object]:
    """Return what is printed of a sample."""
    line: dict[str, object] = {
        "topic": sample.topic,
        "seq": sample.seq,
        "captured_us": sample.captured_us,
        "age_us": sample.arrived_us - sample.captured_us,
    }
    if sample.payload:
        line["bytes"] = len(sample.payload)
        line["key_frame"] = bool(sample.flags & 1)
    else:
        line["value"] = sample.value
    return line
