"""Forms of option values that click does not have."""

from pathlib import Path

import click

from bridge.api import BridgeError


def share(text: str) -> float:
    """Return a probability, given as `5%` or `0.05`."""
    number = _number(text.strip().removesuffix("%")) / (100 if text.strip().endswith("%") else 1)
    if not 0 <= number <= 1:
        raise click.BadParameter(f"{text!r}: expected a share such as 5% or 0.05")
    return number


def milliseconds(text: str) -> float:
    """Return a length of time, given as `50` or `50ms`."""
    length_ms = _number(text.strip().removesuffix("ms"))
    if not 0 <= length_ms < 60_000:
        raise click.BadParameter(f"{text!r}: expected milliseconds such as 50 or 50ms")
    return length_ms


def _number(text: str) -> float:
    """Return a number, or one that no option takes."""
    try:
        return float(text)
    except ValueError:
        return -1.0


def read_key(text: str | None, device: str) -> str | None:
    """Return a key as it is given, or the content of the file that `@path` names.

    `{id}` in the path stands for the device's id, so that each camera has its own key.
    """
    if text is None or not text.startswith("@"):
        return text
    path = Path(text[1:].replace("{id}", device))
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BridgeError(f"key file {path}: {error.strerror}; check --key") from None
