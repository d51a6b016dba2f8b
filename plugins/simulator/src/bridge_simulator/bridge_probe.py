"""Looking at a bridge from outside: is its port free, does it answer, what does it say."""

import json
import socket
import sys
import urllib.error
import urllib.request

import trio

from bridge.api import BridgeError

START_LIMIT_S = 30.0
_PROBE_PERIOD_S = 0.05
_REQUEST_LIMIT_S = 5.0


def choose_port(host: str, port: int) -> int:
    """Return the port, or a free one for 0; BridgeError names one that is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if sys.platform == "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            # Links of a bridge that has just ended linger; they are in nobody's way.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise BridgeError(
                f"port {port} on {host} cannot be used: {error.strerror}; end the program that "
                f"has it (another gamebridge?), or choose another with --port {port + 1}"
            ) from None
        return int(probe.getsockname()[1])


async def wait_healthy(url: str) -> None:
    """Wait until the bridge answers; BridgeError when that takes too long."""
    with trio.move_on_after(START_LIMIT_S):
        while True:
            try:
                await fetch_json(f"{url}/healthz")
            except BridgeError:
                # Another program's start gives no event to wait for.
                await trio.sleep(_PROBE_PERIOD_S)
            else:
                return
    raise BridgeError(f"the bridge did not answer at {url} within {START_LIMIT_S:.0f} s")


async def fetch_json(url: str) -> dict[str, object]:
    """Return the JSON object at an address; BridgeError when there is none."""
    one_request = trio.CapacityLimiter(1)
    return await trio.to_thread.run_sync(
        _fetch_json, url, abandon_on_cancel=True, limiter=one_request
    )


def _fetch_json(url: str) -> dict[str, object]:
    try:
        with urllib.request.urlopen(url, timeout=_REQUEST_LIMIT_S) as answer:  # noqa: S310 - ours.
            found = json.loads(answer.read())
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise BridgeError(f"{url}: {error}") from None
    if not isinstance(found, dict):
        raise BridgeError(f"{url}: expected a JSON object")
    return found
