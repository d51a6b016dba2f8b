"""What devices of the system are called: by links, and by visitors without one.

Knows: addresses and ids. Does not know: links.
"""

import re

from bridge.api import neighbour_id
from bridge_dialects.shared.links import DeviceIds
from bridge_dialects.shared.peers import is_loopback

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9 _.\-]+")
MAX_NAME_CHARS = 48


def display_name(told: object, otherwise: str) -> str:
    """Return a name that may be shown, made of what a device calls itself."""
    if not isinstance(told, str):
        return otherwise
    return _NOT_IN_NAMES.sub("-", told[:MAX_NAME_CHARS]).strip(" -") or otherwise


class DeviceNames:
    """Ids by address: who comes by UDP or HTTP has the name of the link from there.

    On this machine, where each link has a name of its own, that is the first link's.
    """

    def __init__(self, system: str) -> None:
        self._system = system
        self._ids = DeviceIds(system)
        self._links_here: list[str] = []

    def take(self, address: str) -> str:
        """Return the id of a device that opens a link."""
        name = self._ids.take(address)
        if is_loopback(address):
            self._links_here.append(name)
        return name

    def visit(self, address: str) -> str:
        """Return the id of a device that has no link."""
        if is_loopback(address):
            return self._links_here[0] if self._links_here else f"{self._system}-1"
        return neighbour_id(self._system, address)

    def give_back(self, name: str) -> None:
        """Say that the link of a device is over."""
        if name in self._links_here:
            self._links_here.remove(name)
        self._ids.give_back(name)
