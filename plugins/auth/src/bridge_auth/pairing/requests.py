"""The requests of peers that want a key, from their first word to a person's decision.

Knows: the order of steps, times that it is given, limits. Does not know: HTTP, the key
store, trio.

Theory of operation. `open` takes the peer's commitment and answers with the bridge's half.
`reveal` takes the peer's half; if it is what was committed to, the request waits for a
person with a code that the peer shows too. `begin_approval` takes it out of everybody's
reach while the key is stored, and `finish` or `give_back` ends that. Whatever is not
decided within two minutes has expired.
"""

import enum
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from bridge.api import Clock, Role, parse_device_id, parse_display_name
from bridge_auth.failures import FailureLimiter
from bridge_auth.grants import is_within
from bridge_auth.pairing.exchange import Exchange
from bridge_auth.pairing.handshake import NONCE_BYTES, PAIRING_BYTES, Half, Transcript
from bridge_auth.pairing.limits import MAX_REMEMBERED, OPEN_US, REMEMBERED_US, PairingLimits
from bridge_auth.pairing.refused import PairingRefused

# Whom a person may let in with one look at six digits. Operators get keys by the terminal.
PAIRED_ROLES = (Role.GAME, Role.VIEWER, Role.DEVICE)


class PairingState(enum.StrEnum):
    """How far a request is. The peer is told the last four of them."""

    OPEN = "open"  # The peer has not shown its half yet.
    DECIDING = "deciding"  # A person said yes; the key is being stored.
    WAITING = "waiting"  # For a person.
    APPROVED = "approved"
    REFUSED = "refused"
    EXPIRED = "expired"


_UNDECIDED = (PairingState.OPEN, PairingState.WAITING, PairingState.DECIDING)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a peer asks for. ValueError names what is wrong with it."""

    role: Role
    id: str
    name: str
    commitment: bytes

    def __post_init__(self) -> None:
        parse_device_id(self.id)
        parse_display_name(self.name)
        if self.role not in PAIRED_ROLES:
            known = ", ".join(PAIRED_ROLES)
            raise ValueError(f"role {str(self.role)!r} is not given by pairing: ask for {known}")


@dataclass(slots=True)
class Request:
    """One request. `address` is where it came from; `granted_*` what a person decided."""

    pairing: str
    wish: Wish
    address: str
    opened_us: int
    exchange: Exchange = field(repr=False)
    half: Half = field(repr=False)
    state: PairingState = PairingState.OPEN
    transcript: Transcript | None = field(default=None, repr=False)
    shared: bytes = field(default=b"", repr=False)
    granted_id: str = ""
    granted_role: Role | None = None
    ended_us: int | None = None

    @property
    def code(self) -> str:
        """The six digits, once there are any."""
        return self.transcript.code if self.transcript is not None else ""


class Pairings:
    """The requests of one bridge; they are gone when it stops."""

    def __init__(
        self,
        limits: PairingLimits,
        clock: Clock,
        *,
        draw: Callable[[int], bytes] = secrets.token_bytes,
        exchange: Callable[[], Exchange] = Exchange,
    ) -> None:
        self._limits = limits
        self._clock = clock
        self._draw = draw
        self._exchange = exchange
        self._attempts = FailureLimiter(limits.attempts_per_minute)
        self._requests: dict[str, Request] = {}

    def open(self, wish: Wish, address: str) -> Request:
        """Begin, or raise PairingRefused when this is too much or not wanted at all."""
        now_us = self._tidy()
        self._check_limits(address, now_us)
        exchange = self._exchange()
        request = Request(
            self._draw(PAIRING_BYTES).hex(),
            wish,
            address,
            now_us,
            exchange,
            Half(exchange.public_key, self._draw(NONCE_BYTES)),
        )
        self._requests[request.pairing] = request
        return request

    def _check_limits(self, address: str, now_us: int) -> None:
        if not self._limits.is_on:
            raise PairingRefused("forbidden", "this bridge gives keys by its terminal only")
        wait_us = self._attempts.wait_us(address, now_us)
        if wait_us:
            text = "this address has asked too often"
            raise PairingRefused("rate", text, retry_s=-(-wait_us // 1_000_000))
        self._attempts.count(address, now_us)
        undecided = [r for r in self._requests.values() if r.state in _UNDECIDED]
        own = sum(request.address == address for request in undecided)
        if own >= self._limits.open_per_address or len(undecided) >= self._limits.open_in_all:
            whose = "this address" if own >= self._limits.open_per_address else "all"
            text = f"too many requests of {whose} wait for an answer"
            raise PairingRefused("rate", text, retry_s=_remaining_s(undecided, now_us))

    def reveal(self, pairing: str, half: Half) -> Request:
        """Take the peer's half. Said again, it changes nothing; another one is refused, and
        ends a request that had none yet."""
        request = self._find_alive(pairing)
        if not hmac.compare_digest(half.commitment, request.wish.commitment):
            if request.state is PairingState.OPEN:
                self._end(request, PairingState.REFUSED)
            raise PairingRefused("forbidden", "this is not what the request was begun with")
        if request.state is not PairingState.OPEN:
            return request
        try:
            request.shared = request.exchange.agree(half.public_key)
        except ValueError as error:
            self._end(request, PairingState.REFUSED)
            raise PairingRefused("bad_field", str(error)) from None
        wish = request.wish
        request.transcript = Transcript(wish.role, wish.id, pairing, half, request.half)
        request.state = PairingState.WAITING
        return request

    def look(self, pairing: str) -> Request:
        """Return a request as it is now; PairingRefused when there is none."""
        self._tidy()
        request = self._requests.get(pairing)
        if request is None:
            text = "the bridge knows no such request: it is long over, or the bridge began anew"
            raise PairingRefused("no_such_pairing", text, hint="ask again")
        return request

    def cancel(self, pairing: str) -> Request:
        """Forget a request that the peer gave up; one that was decided stays."""
        request = self.look(pairing)
        if request.state in (PairingState.OPEN, PairingState.WAITING):
            del self._requests[pairing]
        return request

    def waiting(self) -> list[Request]:
        """Return the requests that wait for a person, the oldest first."""
        self._tidy()
        return [r for r in self._requests.values() if r.state is PairingState.WAITING]

    def expires_us(self, request: Request) -> int:
        """Return when a request that nobody answers is over."""
        return request.opened_us + OPEN_US

    def begin_approval(self, pairing: str, role: Role | None) -> Request:
        """Take a waiting request to store its key; nobody else can decide it any more."""
        request = self._find_waiting(pairing)
        granted = request.wish.role if role is None else role
        if granted is not request.wish.role and not (
            request.wish.role is not Role.DEVICE and is_within(granted, request.wish.role)
        ):
            text = f"a {request.wish.role} cannot be let in as a {granted}"
            raise PairingRefused("bad_field", text, hint="a person may grant less, never more")
        request.state, request.granted_role = PairingState.DECIDING, granted
        return request

    def finish(self, request: Request, granted_id: str) -> None:
        """The key is stored under this id: the peer may know."""
        request.granted_id = granted_id
        self._end(request, PairingState.APPROVED)

    def give_back(self, request: Request) -> None:
        """The key could not be stored: the request waits again."""
        request.state, request.granted_role = PairingState.WAITING, None

    def refuse(self, pairing: str) -> Request:
        """A person said no."""
        request = self._find_waiting(pairing)
        self._end(request, PairingState.REFUSED)
        return request

    def _find_waiting(self, pairing: str) -> Request:
        request = self._find_alive(pairing)
        if request.state is not PairingState.WAITING:
            word = "has no code yet" if request.state is PairingState.OPEN else "is decided already"
            raise PairingRefused("conflict", f"this request {word}: {request.state}")
        return request

    def _find_alive(self, pairing: str) -> Request:
        request = self.look(pairing)
        if request.state is PairingState.EXPIRED:
            raise PairingRefused("expired", "nobody answered within two minutes", hint="ask again")
        return request

    def _end(self, request: Request, state: PairingState) -> None:
        request.state, request.ended_us = state, self._clock.now_us()
        request.shared = b""

    def _tidy(self) -> int:
        """Let what is over be over, and return the time."""
        now_us = self._clock.now_us()
        for request in list(self._requests.values()):
            is_late = now_us >= request.opened_us + OPEN_US
            if is_late and request.state in (PairingState.OPEN, PairingState.WAITING):
                request.ended_us = request.opened_us + OPEN_US
                request.state, request.shared = PairingState.EXPIRED, b""
            if request.ended_us is not None and now_us >= request.ended_us + REMEMBERED_US:
                del self._requests[request.pairing]
        self._forget_oldest()
        return now_us

    def _forget_oldest(self) -> None:
        over = [r for r in self._requests.values() if r.ended_us is not None]
        for request in over[: max(0, len(over) - MAX_REMEMBERED)]:
            del self._requests[request.pairing]


def _remaining_s(undecided: list[Request], now_us: int) -> int:
    first_us = min((request.opened_us for request in undecided), default=now_us) + OPEN_US
    return max(1, -(-(first_us - now_us) // 1_000_000))
