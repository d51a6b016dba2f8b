"""Sessions one after the other, with patience in between."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import trio

from bridge.client.address import Connect
from bridge.client.client import Client
from bridge.client.errors import ClientClosed, ClientRefused
from bridge.client.opening import Peer, open_peer
from bridge.model.clock import Clock
from bridge.wire.constants import CLOSE_REPLACED, HOPELESS_CLOSES

# docs/protocol.md §3.4.
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 15.0
HOPELESS_PAUSE_S = 60.0
REPLACED_PAUSE_S = 10.0
GOOD_SESSION_S = 30.0

Body = Callable[[Client], Awaitable[None]]
OnLost = Callable[[ClientClosed | ClientRefused, float], None]


def _random() -> float:
    return secrets.SystemRandom().random()


@dataclass(slots=True)
class Backoff:
    """How long to wait before the next try: full jitter under a bound that doubles.

    `random` returns a number from 0 to 1.
    """

    random: Callable[[], float] = _random
    bound_s: float = FIRST_PAUSE_S

    def pause_s(self, error: ClientClosed | ClientRefused, lasted_s: float) -> float:
        """Return the pause after a session that lasted so long and ended so."""
        if lasted_s >= GOOD_SESSION_S:
            self.bound_s = FIRST_PAUSE_S
        bound_s, self.bound_s = self.bound_s, min(self.bound_s * 2, LONGEST_PAUSE_S)
        if isinstance(error, ClientRefused) or error.code in HOPELESS_CLOSES:
            # Nothing will change by itself; a person has to.
            return HOPELESS_PAUSE_S + self.random() * LONGEST_PAUSE_S
        if error.code == CLOSE_REPLACED:
            return REPLACED_PAUSE_S + self.random() * bound_s
        return error.retry_after_s + self.random() * bound_s


async def run_client_forever(  # noqa: PLR0913 - the options of open_peer, and three more.
    url: str,
    peer: Peer,
    body: Body,
    *,
    clock: Clock | None = None,
    connect: Connect | None = None,
    on_lost: OnLost | None = None,
    backoff: Backoff | None = None,
) -> None:
    """Run `body` in one session after the other, until it returns or is cancelled.

        async def watch(client: Client) -> None:
            async for sample in await client.subscribe(["device/*/tags"]):
                print(sample.value)

        await run_client_forever("ws://127.0.0.1:8080", Peer("viewer"), watch)

    `body` subscribes and advertises anew each time, so that it starts from what is true
    now. `on_lost` hears why a session ended and how many seconds the pause will be. Other
    exceptions of `body` come out.
    """
    patience = backoff or Backoff()
    while True:
        began_s = trio.current_time()
        try:
            async with open_peer(url, peer, clock=clock, connect=connect) as client:
                await body(client)
                return
        except (ClientClosed, ClientRefused) as error:
            pause_s = patience.pause_s(error, trio.current_time() - began_s)
            if on_lost is not None:
                on_lost(error, pause_s)
        await trio.sleep(pause_s)
