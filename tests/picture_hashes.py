"""Prints the SHA-256 of each picture of a device, one per line: `… URL DEVICE COUNT`.

A program of its own, because only who runs in a network namespace can talk to it.
"""

import hashlib
import sys

import trio

from bridge.api import Delivery, Mode
from bridge.client import open_client


async def main(*words: str) -> None:
    """Say `ready` once subscribed, then a hash per picture."""
    url, device, count = words
    everything = Delivery(Mode.ALL, max_age_us=60_000_000, max_bytes=2**25, depth=4096)
    async with open_client(url, id="hashes") as client:
        pictures = await client.subscribe([f"device/{device}/camera/jpeg"], everything)
        _say("ready")
        for _ in range(int(count)):
            sample = await pictures.receive()
            _say(hashlib.sha256(sample.payload).hexdigest())


def _say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    trio.run(main, *sys.argv[1:])
