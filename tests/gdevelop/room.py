"""A plugin that knows where things are in a room, as one that joins cameras would.

Knows: the topic of world poses. Does not know: how they are measured.
"""

import msgspec

from bridge.api import Pose, TopicKind, TopicRegistry, TopicSpec, hookimpl, parse_pattern


class EntityPose(msgspec.Struct, frozen=True):
    """Where something is in a room."""

    world_from_entity: Pose


@hookimpl
def bridge_register_topics(topics: TopicRegistry) -> None:
    """Declare where things are."""
    pattern = parse_pattern("world/*/pose/*")
    topics.add(TopicSpec(pattern, TopicKind.STATE, "Where things are.", EntityPose))
