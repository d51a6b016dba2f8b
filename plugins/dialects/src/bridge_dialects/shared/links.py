"""Which device ids are taken by links of a system, and how a new link is called.

Knows: addresses and ids. Does not know: links.
"""

import ipaddress

from bridge.api import neighbour_id


class DeviceIds:
    """Names devices by their address.

    On the network one address is one device, so that a device that comes back has its
    name again and takes its own place. Several on this machine are told apart by number.
    """

    def __init__(self, system: str) -> None:
        self._system = system
        self._taken: set[str] = set()

    def take(self, address: str) -> str:
        """Return the id of a device at `address`."""
        name = neighbour_id(self._system, address)
        if not _is_here(address):
            return name
        number = 1
        found = f"{self._system}-1"
        while found in self._taken:
            number += 1
            found = f"{self._system}-{number}"
        self._taken.add(found)
        return found

    def give_back(self, name: str) -> None:
        """Say that the link of a device is over."""
        self._taken.discard(name)


def _is_here(address: str) -> bool:
    try:
        return ipaddress.ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return False
