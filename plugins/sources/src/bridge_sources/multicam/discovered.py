"""Cameras that answered a search, as the hub carries them to viewers.

Knows: the topic and what multicam tells of a camera. Does not know: how they are found.
"""

import msgspec

from bridge.api import JsonScalar, TopicKind, TopicSpec, parse_pattern

FOUND_TOPIC = "x/sources/found"


class DiscoveredCamera(msgspec.Struct, frozen=True):
    """A camera that somebody may want to add. Topic `x/sources/found`."""

    name: str
    ip: str
    port: int

    def told(self, moment: str) -> dict[str, JsonScalar]:
        """Return the event `camera_discovered`."""
        return {"name": self.name, "ip": self.ip, "port": self.port, "timestamp": moment}


def found_spec() -> TopicSpec:
    """Return the declaration of the topic."""
    return TopicSpec(
        parse_pattern(FOUND_TOPIC),
        TopicKind.EVENT,
        "Cameras that were found on the network and are not added yet.",
        DiscoveredCamera,
    )
