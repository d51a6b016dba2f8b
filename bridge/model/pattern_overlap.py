"""What two topic patterns have in common.

Knows: chunks and wildcards. Does not know: who asks, or why.
"""

from bridge.model.topics import HIDDEN_ROOTS


def overlap(wanted: str, granted: str) -> str | None:
    """Return the pattern of the topics that both patterns match, or None if there are none.

    A wildcard of `wanted` does not reach hidden topics, whatever is granted.
    """
    ours, theirs = wanted.split("/"), granted.split("/")
    if theirs[0] in HIDDEN_ROOTS and ours[0] != theirs[0]:
        return None
    shared: list[str] = []
    for position in range(max(len(ours), len(theirs))):
        if "**" in (_at(ours, position), _at(theirs, position)):
            tail = theirs if _at(ours, position) == "**" else ours
            return "/".join((*shared, *tail[position:])) or None
        chunk = _narrower(_at(ours, position), _at(theirs, position))
        if chunk is None:
            return None
        shared.append(chunk)
    return "/".join(shared)


def _at(chunks: list[str], position: int) -> str | None:
    return chunks[position] if position < len(chunks) else None


def _narrower(ours: str | None, theirs: str | None) -> str | None:
    if theirs in (ours, "*"):
        return ours
    return theirs if ours == "*" else None
