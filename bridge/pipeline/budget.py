"""What a stage costs per sample, and when that is too much."""

from collections import deque
from dataclasses import dataclass, field

# Enough strikes in this window, and the stage is set aside: a hiccup passes, a habit
# does not. Wall time only counts far past the budget, because on a busy machine a
# well-behaved stage waits for its turn; processor time is its own doing.
STRIKES = 5
STRIKE_WINDOW_US = 10_000_000
WALL_FACTOR = 10
WALL_FLOOR_US = 500_000
# A sample whose stage has not answered by then is given up, and a worker process killed.
HANG_FLOOR_US = 2_000_000
HANG_FACTOR = 50
RECENT = 256


def hang_limit_us(budget_us: int) -> int:
    """Return after how long a silent stage counts as hung."""
    return max(HANG_FLOOR_US, HANG_FACTOR * budget_us)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one sample took: time on the processor, and time by the clock."""

    cpu_us: int
    wall_us: int


def percentile(values: list[int], share: float) -> int:
    """Return the value below which `share` (0 to 1) of the sorted `values` lie; 0 if none."""
    return values[min(len(values) - 1, int(share * len(values)))] if values else 0


@dataclass(slots=True)
class Ledger:
    """Costs, failures and strikes of one stage on one topic."""

    budget_us: int
    samples: int = 0
    failures: int = 0
    overruns: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    last_fault: str = ""
    _recent: deque[Cost] = field(default_factory=lambda: deque(maxlen=RECENT))
    _strikes: deque[int] = field(default_factory=deque)

    def succeeded(self, cost: Cost, now_us: int) -> bool:
        """Count a sample; return True when that was one overrun too many."""
        self.samples += 1
        self._recent.append(cost)
        wall_limit_us = max(WALL_FLOOR_US, WALL_FACTOR * self.budget_us)
        if cost.cpu_us <= self.budget_us and cost.wall_us <= wall_limit_us:
            return False
        self.overruns += 1
        worst = max(cost.cpu_us, cost.wall_us)
        self.last_fault = (
            f"too slow: one sample took {worst / 1000:.1f} ms, "
            f"its budget is {self.budget_us / 1000:g} ms"
        )
        return self._strike(now_us)

    def failed(self, fault: str, now_us: int) -> bool:
        """Count a failure of the stage itself; return True when it was one too many."""
        self.samples += 1
        self.failures += 1
        self.last_fault = fault
        return self._strike(now_us)

    def refuse(self, reason: str) -> None:
        """Count a sample that was at fault itself."""
        self.samples += 1
        self.refused[reason] = self.refused.get(reason, 0) + 1

    def _strike(self, now_us: int) -> bool:
        self._strikes.append(now_us)
        while now_us - self._strikes[0] > STRIKE_WINDOW_US:
            self._strikes.popleft()
        return len(self._strikes) >= STRIKES

    def forgive(self) -> None:
        """Forget the strikes, for a new start."""
        self._strikes.clear()

    def cpu_percentiles_us(self) -> tuple[int, int]:
        """Return the recent median and 99th percentile of processor time."""
        costs = sorted(cost.cpu_us for cost in self._recent)
        return percentile(costs, 0.5), percentile(costs, 0.99)
