"""What a peer with a key may do."""

from bridge.api import Grant, Role, TopicPattern, Verb, grants_for

# From the least to the most; a role can do what those before it can.
LADDER = (Role.VIEWER, Role.GAME, Role.OPERATOR, Role.ADMIN)


def grants_of(role: Role, peer_id: str, topics: tuple[TopicPattern, ...] = ()) -> tuple[Grant, ...]:
    """Return what a peer may do; `topics`, if any, are all that it may subscribe to."""
    granted = grants_for(role, peer_id)
    if not topics:
        return granted
    narrowed = [Grant(Verb.SUBSCRIBE, pattern) for pattern in topics]
    return (*narrowed, *(grant for grant in granted if grant.verb is not Verb.SUBSCRIBE))


def is_within(role: Role, limit: str) -> bool:
    """Tell whether `role` is at most `limit`, the name of a role or "none"."""
    names = [str(step) for step in LADDER]
    return role in LADDER and limit in names and LADDER.index(role) <= names.index(limit)
