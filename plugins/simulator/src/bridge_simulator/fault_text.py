"""Faults as words of the command line: `stall:30@10`."""

import re

import msgspec

from bridge.api import BridgeError
from bridge_simulator.choices import FAULT_FORM
from bridge_simulator.faults import Fault

_PATTERN = re.compile(r"([a-z-]+)(?::([^@]+))?(?:@([0-9.]+)s?(?:\+([0-9.]+)s?)?)?")
_LASTING = frozenset({"stall", "wifi"})


def parse_fault(text: str) -> Fault:
    """Return a fault; BridgeError shows the form.

    VALUE is how many seconds a stall or a lost radio lasts, milliseconds of a delay, parts
    per million of a drift, and of all others the share of pictures or messages, as in 5%.
    """
    found = _PATTERN.fullmatch(text.strip())
    if found is None:
        raise BridgeError(f"fault {text!r}: expected {FAULT_FORM}, as in stall:30@10")
    kind, value, start, length = found.groups()
    fields: dict[str, str | float] = {"kind": kind}
    try:
        fields["at_s"] = float(start or 0)
        if length is not None:
            fields["for_s"] = float(length)
        if value is not None:
            name, number = _value_of(kind, value)
            fields[name] = number
        return msgspec.convert(fields, Fault)
    except ValueError as error:
        raise BridgeError(f"fault {text!r}: {error}") from None


def _value_of(kind: str, value: str) -> tuple[str, float]:
    if kind in _LASTING:
        return "for_s", float(value.removesuffix("s"))
    if kind == "delay":
        return "delay_ms", float(value.removesuffix("ms"))
    if kind == "drift":
        return "drift_ppm", float(value.removesuffix("ppm"))
    is_percent = value.endswith("%")
    return "rate", float(value.removesuffix("%")) / (100 if is_percent else 1)
