"""How much pairing is allowed to cost and to disturb."""

from dataclasses import dataclass

# Long enough to walk to the panel, short enough that nobody wonders whose request it is.
OPEN_US = 120_000_000
# How long the outcome can be asked for: a phone may have been in a pocket meanwhile.
REMEMBERED_US = 120_000_000
MAX_REMEMBERED = 256


@dataclass(frozen=True, slots=True)
class PairingLimits:
    """`open_in_all` and `open_per_address` bound the requests that wait at one time;
    `attempts_per_minute` how often one address may begin. `is_on` false refuses all."""

    is_on: bool = True
    open_in_all: int = 32
    open_per_address: int = 4
    attempts_per_minute: int = 20
