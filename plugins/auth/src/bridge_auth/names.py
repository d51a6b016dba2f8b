"""Ids that are free to be given."""

# The bridge itself is called by the first; the second is made anew at each start.
RESERVED = frozenset({"bridge", "lan-viewer"})
LONGEST = 32


def free_id(wanted: str, taken: set[str]) -> str:
    """Return `wanted`, or the first of `wanted-2`, `wanted-3`, … that nobody has."""
    number, candidate = 1, wanted
    while candidate in taken or candidate in RESERVED:
        number += 1
        end = f"-{number}"
        candidate = wanted[: LONGEST - len(end)] + end
    return candidate
