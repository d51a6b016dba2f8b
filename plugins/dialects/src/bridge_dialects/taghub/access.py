"""Who may come in as a device: the network, the token, and how often one may guess.

Knows: claims, settings. Does not know: links, routes, datagrams.
"""

import hmac
from collections import OrderedDict

from bridge.api import Admission, AdmissionRefused, Claim, Clock, Role, admit_neighbour
from bridge_dialects.taghub.allowance import Allowance
from bridge_dialects.taghub.noticeboard import SYSTEM
from bridge_dialects.taghub.settings import TaghubSettings

MISSING_TOKEN = "Missing auth_token"  # noqa: S105 - what a device without one is told.
INVALID_TOKEN = "Invalid auth_token"  # noqa: S105 - what a device with a wrong one is told.
# A device with a wrong token tries every few seconds; somebody who guesses is quicker.
WRONG_PER_S = 0.5
WRONG_AT_ONCE = 20
MAX_GUESSERS = 256


class Access:
    """The decision about every peer of the system."""

    def __init__(self, settings: TaghubSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._guessers: OrderedDict[str, Allowance] = OrderedDict()

    def admit(self, claim: Claim) -> Admission:
        """Admit a peer, or raise AdmissionRefused; the reason may be told to the peer."""
        if claim.role not in (Role.DEVICE, Role.GAME, Role.VIEWER):
            raise AdmissionRefused(f"a {claim.role} needs a key, and {SYSTEM} peers have none")
        if claim.role is Role.DEVICE:
            self._check_device(claim)
        return admit_neighbour(claim, self._settings.networks)

    def _check_device(self, claim: Claim) -> None:
        if claim.channel == "udp":
            if not self._settings.udp:
                raise AdmissionRefused("UDP is off: udp in [legacy.taghub]")
        elif self._settings.token:
            self._check_token(claim)
        elif not claim.is_loopback:
            raise AdmissionRefused(
                "no token is set, so devices come in from this machine only: "
                "set token in [legacy.taghub] to the devices' auth_token"
            )
        elif (claim.origin or "").lower() == "null":
            # A sandboxed page of any site says this, and no board does.
            raise AdmissionRefused("web pages are no devices")

    def _check_token(self, claim: Claim) -> None:
        if not claim.bearer:
            raise AdmissionRefused(MISSING_TOKEN)
        guesser = self._guessers.setdefault(claim.address, Allowance(WRONG_PER_S, WRONG_AT_ONCE))
        self._guessers.move_to_end(claim.address)
        if len(self._guessers) > MAX_GUESSERS:
            self._guessers.popitem(last=False)
        if not guesser.admits(self._clock.now_us()):
            raise AdmissionRefused("too many wrong tokens: wait a minute")
        if not hmac.compare_digest(_bytes(claim.bearer), _bytes(self._settings.token)):
            raise AdmissionRefused(INVALID_TOKEN)
        del self._guessers[claim.address]


def _bytes(token: str) -> bytes:
    return token.encode("utf-8", "replace")
