"""Counting what was discarded by policy."""

from bridge.model.delivery import DropReason


class DropCounts:
    """Drops by reason, for one subscription, stage or device."""

    __slots__ = ("_counts",)

    def __init__(self) -> None:
        self._counts: dict[DropReason, int] = {}

    def add(self, reason: DropReason, count: int = 1) -> None:
        """Count `count` more drops."""
        if count:
            self._counts[reason] = self._counts.get(reason, 0) + count

    @property
    def total(self) -> int:
        """All drops so far."""
        return sum(self._counts.values())

    def as_dict(self) -> dict[str, int]:
        """Return the counts by the words that travel."""
        return {str(reason): count for reason, count in self._counts.items()}
