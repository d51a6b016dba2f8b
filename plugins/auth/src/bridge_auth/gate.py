"""The decisions: is this peer who it says, and may it do this?

Knows: claims, keys, settings. Does not know: sockets, files, trio.
"""

import logging
from collections.abc import Callable
from functools import partial
from typing import NoReturn

from bridge.api import (
    Admission,
    AdmissionRefused,
    Claim,
    Clock,
    HealthReport,
    Role,
    Verb,
    parse_key,
)
from bridge_auth.failures import FailureLimiter
from bridge_auth.grants import grants_of, is_within
from bridge_auth.keyring import Keyring
from bridge_auth.records import Evidence, KeyRecord, PeerRecord, new_key
from bridge_auth.refusals import RefusalLog
from bridge_auth.settings import AuthSettings

# What pages without an address of their own send: a GDevelop preview, but a sandboxed frame
# of any web site as well. So it never makes its sender an operator.
_NAMELESS_ORIGINS = ("null", "file://")
_LONGEST_NAME = 48


class Gate:
    """Admits and refuses. `wall_s` gives seconds since 1970.

    `is_exposed` says that the network can reach the bridge.
    """

    def __init__(
        self,
        settings: AuthSettings,
        keyring: Keyring,
        clock: Clock,
        logger: logging.Logger,
        *,
        wall_s: Callable[[], int],
        is_exposed: bool = False,
    ) -> None:
        self._settings = settings
        self._keyring = keyring
        self._clock = clock
        self._wall_s = wall_s
        self._is_exposed = is_exposed
        self._refusals = RefusalLog(logger, clock)
        self._failures = FailureLimiter(settings.failures_per_minute)
        # An unknown peer is measured against a key that nobody has, and so takes as long
        # as a known one with a wrong key.
        nobody = KeyRecord.from_key(new_key(Role.DEVICE, "nobody"))
        self._nobody = PeerRecord("nobody", "nobody", Role.DEVICE, keys=(nobody,))

    def authenticate(self, claim: Claim) -> Admission:
        """Return the admission of a peer, or raise AdmissionRefused with the reason."""
        if claim.bearer is None and claim.proof is None:
            return self._admit_without_key(claim)
        wait_us = self._failures.wait_us(claim.address, self._clock.now_us())
        if wait_us:
            self._refusals.note(claim.address, "tried too many wrong keys and has to wait")
            raise AdmissionRefused(
                f"too many wrong keys from this address: try again in {-(-wait_us // 1_000_000)} s"
            )
        return self._admit_with_key(claim)

    def authorize(self, admission: Admission, verb: Verb, topic: str) -> bool | None:
        """Refuse a peer whose key was revoked after it joined; the grants decide the rest."""
        reason = admission.find_end()
        if reason is None:
            return None
        self._refusals.note(admission.id, f"may not {verb} {topic}: {reason}")
        return False

    def find_loss(self, peer_id: str, shown: KeyRecord) -> str | None:
        """Return why a peer that came with this key may not stay, or None."""
        peer = self._keyring.find(peer_id)
        if peer is None or peer.revoked_s:
            return f"the key of {peer_id} was revoked: ask to be let in again"
        kept = (key for key in peer.keys if key.verifier == shown.verifier)
        if not any(key.is_current(self._wall_s()) for key in kept):
            return f"{peer_id} has a newer key than this one: install that one"
        return None

    def report_health(self, report: HealthReport) -> None:
        """Say how many keys there are, and which settings are weaker than they could be."""
        roles = self._keyring.count_roles()
        counts = ", ".join(f"{count} {role}" for role, count in sorted(roles.items()))
        report.ok(f"keys: {counts or 'none'}; wrong ones shown so far: {self._failures.failures}")
        if self._settings.allow_plain_keys:
            report.warning(
                "keys may travel over links that anybody on the network can read",
                "set allow_plain_keys = false in [plugin.auth]; devices then answer a challenge",
            )
        if self._settings.loopback_role == "admin":
            report.warning(
                "every program on this machine is an admin without a key",
                'set loopback_role = "operator" in [plugin.auth]',
            )
        if self._is_exposed and not roles:
            report.warning(
                "the bridge can be reached from the network and no device has a key",
                "gamebridge devices add NAME",
            )

    def keep_name(self, claim: Claim) -> None:
        """Refuse a peer of another system that takes the name of somebody with a key."""
        if claim.id and self._keyring.find(claim.id) is not None:
            self._refuse(
                claim,
                f"{_name(claim)} has a key, and this {claim.dialect} peer has none",
                "give it another name",
            )

    def _admit_without_key(self, claim: Claim) -> Admission:
        if claim.role is Role.DEVICE:
            self._refuse(
                claim,
                "a device needs a key",
                f"gamebridge devices add {_name(claim) if claim.id else 'NAME'}",
            )
        if not claim.is_loopback:
            self._refuse(
                claim,
                f"a {claim.role} on another machine needs a key",
                f"gamebridge devices add {_name(claim)} --role {claim.role}",
            )
        limit = self._keyless_limit(claim)
        if not is_within(claim.role, limit):
            self._refuse(
                claim,
                f"without a key this is at most a {limit}, not a {claim.role}"
                if limit != "none"
                else f"a {claim.role} needs a key",
                f"gamebridge devices add {_name(claim)} --role {claim.role}",
            )
        name = claim.id or str(claim.role)
        return Admission(claim.id, name, claim.role, grants_of(claim.role, claim.id))

    def _keyless_limit(self, claim: Claim) -> str:
        limit = self._settings.loopback_role
        is_nameless = claim.origin is not None and claim.origin.startswith(_NAMELESS_ORIGINS)
        return "game" if is_nameless and limit in ("operator", "admin") else limit

    def _admit_with_key(self, claim: Claim) -> Admission:
        is_readable = claim.proof is None and not self._is_private(claim)
        if is_readable and claim.role is not Role.VIEWER:
            self._refuse_readable_key(claim)
        peer, key = self._find(claim)
        if peer.revoked_s:
            self._refuse(claim, f"the key of {peer.id} was revoked", "ask for a new one")
        if not key.is_current(self._wall_s()):
            self._refuse(claim, f"{peer.id} has a newer key than this one", "install that one")
        self._check_role(claim, peer)
        # Whoever reads the link sees all that a viewer's key opens, so that may travel; a
        # key that opens more must not, even if its owner only wants to look this time.
        if is_readable and not is_within(peer.role, "game"):
            self._refuse_readable_key(claim)
        self._keyring.note_seen(peer, claim.address)
        peer_id = peer.id if claim.role is Role.DEVICE else claim.id or peer.id
        answer = key.verifier.server_proof(claim.auth_message) if claim.proof else b""
        return Admission(
            peer_id,
            peer.name,
            claim.role,
            grants_of(claim.role, peer.id, peer.topics),
            answer,
            partial(self.find_loss, peer.id, key),
        )

    def _is_private(self, claim: Claim) -> bool:
        return claim.is_loopback or claim.is_encrypted or self._settings.allow_plain_keys

    def _refuse_readable_key(self, claim: Claim) -> NoReturn:
        self._refuse(
            claim,
            "this key must not travel over a plain link, where anybody can read it",
            "answer the challenge (send a nonce with hello), or use TLS",
        )

    def _find(self, claim: Claim) -> tuple[PeerRecord, KeyRecord]:
        peer_id = claim.id
        if claim.proof is None:
            try:
                peer_id = parse_key(claim.bearer or "").peer_id
            except ValueError as error:
                self._refuse(claim, str(error), "copy the whole key", is_guess=True)
        known = self._keyring.find(peer_id)
        peer = known or self._nobody
        key = peer.find_key(Evidence(claim.bearer, claim.proof, claim.auth_message))
        if known is None or key is None:
            self._refuse(
                claim,
                f"this is not the key of {_name(claim)}",
                "`gamebridge devices keys` lists who has one",
                is_guess=True,
            )
        return peer, key

    def _check_role(self, claim: Claim, peer: PeerRecord) -> None:
        if Role.DEVICE in (claim.role, peer.role):
            matches = claim.role is peer.role and claim.id in ("", peer.id)
        else:
            matches = is_within(claim.role, str(peer.role))
        if not matches:
            self._refuse(
                claim,
                f"this is the key of the {peer.role} {peer.id}, "
                f"not of a {claim.role} called {_name(claim)}",
                "every peer has a key of its own",
            )

    def _refuse(
        self, claim: Claim, reason: str, remedy: str, *, is_guess: bool = False
    ) -> NoReturn:
        if is_guess:
            self._failures.count(claim.address, self._clock.now_us())
        self._refusals.note(claim.address, f"refused as {claim.role} {_name(claim)}: {reason}")
        raise AdmissionRefused(f"{reason}: {remedy}")


def _name(claim: Claim) -> str:
    """Return what a peer calls itself, fit for a log line: it may have sent anything."""
    text = claim.id[:_LONGEST_NAME]
    return text if text.isascii() and text.isprintable() and text else ascii(text)
