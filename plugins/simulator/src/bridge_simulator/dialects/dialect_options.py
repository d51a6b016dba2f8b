"""Options of `gamebridge simulate` that are about foreign systems. Loads at once.

Their values arrive under the names of DialectFlags.
"""

import click

from bridge_simulator.choices import FAULT_FORM
from bridge_simulator.dialects.catalogue import DIALECT_NAMES

# Given without --dialect these would do nothing, and nobody would know.
DIALECT_ONLY = (
    "variant",
    "port",
    "http_port",
    "listen",
    "token",
    "discovery_port",
    "answer_port",
)
# And with it these would, for other firmware knows nothing of them.
NATIVE_ONLY = ("id", "key", "transport", "is_always_on", "board", "has_autopilot")
_PORT = click.IntRange(1, 65_535)

with_dialect = click.option(
    "--dialect",
    type=click.Choice(DIALECT_NAMES),
    help="Be a device of another system; see below.",
)
with_variant = click.option("--variant", default="", help="Which firmware of --dialect.")
with_port = click.option(
    "--port", type=_PORT, help="Port of --dialect: at the bridge, or where cameras listen."
)
with_http_port = click.option(
    "--http-port", type=_PORT, help="capture81: port of its camera server."
)
with_listen = click.option(
    "--listen",
    default="127.0.0.1",
    show_default=True,
    help="Address where cameras of --dialect listen.",
)
with_token = click.option(
    "--token", default="simulated", show_default=True, help="taghub: the hub's shared token."
)
with_discovery_port = click.option(
    "--discovery-port",
    type=click.IntRange(0, 65_535),
    help="multicam: where it hears the question; 8888, but 0 (nowhere) on loopback.",
)
with_answer_port = click.option(
    "--answer-port",
    type=_PORT,
    default=8888,
    show_default=True,
    help="multicam: where at the bridge it announces itself.",
)
with_fault = click.option(
    "--fault",
    multiple=True,
    metavar=FAULT_FORM,
    help="One fault, as in stall:30@10; may be repeated.",
)
