"""A game that measures: it subscribes as games do and adds up what comes."""

from collections.abc import Callable

import trio

from bridge.api import BridgeError, Delivery, Mode
from bridge.client import ClientSubscription, ReceivedSample, open_client
from bridge_simulator.client_uplink import with_scheme
from bridge_simulator.measure import JsonObject, Measurement

# A game wants the newest picture and pose; the truth is only there to be compared with.
WANTED = {
    "camera/jpeg": Delivery(),
    "camera/h264": Delivery(),
    "tags": Delivery(),
    "truth": Delivery(Mode.RING, depth=64),
}


FIRST_PICTURE_LIMIT_S = 20.0


async def play(url: str, seconds: float) -> JsonObject:
    """Return what a game received in a time: counts, drops, lateness, error of poses."""
    measurement = Measurement()
    address = with_scheme(url, "ws")
    async with open_client(address, role="game", id="demo-game") as client:
        subscriptions = {
            kind: await client.subscribe([f"device/*/{kind}"], delivery)
            for kind, delivery in WANTED.items()
        }
        await _wait_first_picture(subscriptions["camera/jpeg"])
        with trio.move_on_after(seconds):
            async with trio.open_nursery() as nursery:
                for subscription in subscriptions.values():
                    nursery.start_soon(_note_all, subscription, measurement.note)
    drops = {
        kind: {**subscription.drops, "missed": subscription.missed}
        for kind, subscription in subscriptions.items()
    }
    return {"seconds": seconds, **measurement.report(), "drops": drops}


async def _wait_first_picture(pictures: ClientSubscription) -> None:
    """Let bridge and cameras start: what they need for that is no lateness of samples."""
    with trio.move_on_after(FIRST_PICTURE_LIMIT_S):
        await pictures.receive()
        return
    raise BridgeError(
        f"no picture came within {FIRST_PICTURE_LIMIT_S:.0f} s: see what bridge and cameras "
        "said above"
    )


async def _note_all(
    subscription: ClientSubscription, note: Callable[[ReceivedSample], None]
) -> None:
    async for sample in subscription:
        note(sample)
