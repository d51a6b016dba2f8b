"""Where a replay stands: times in the file against the bridge's clock.

Nothing here reads a clock; `now_us` is given.
"""

from dataclasses import dataclass

MIN_SPEED, MAX_SPEED = 0.1, 50.0


@dataclass(slots=True)
class Timeline:
    """A position that moves with the bridge's clock, `speed` times as fast, unless paused."""

    at_ns: int
    since_us: int
    speed: float = 1.0
    is_paused: bool = False

    def position_ns(self, now_us: int) -> int:
        """Return the position in the file."""
        if self.is_paused:
            return self.at_ns
        return self.at_ns + round(max(0, now_us - self.since_us) * 1000 * self.speed)

    def due_us(self, ns: int) -> int:
        """Return when the position is, or was, `ns`, as if it were never paused."""
        return self.since_us + round((ns - self.at_ns) / (1000 * self.speed))

    def wait_us(self, ns: int, now_us: int) -> int | None:
        """Return how long it is until `ns` is due: 0 when it is; None while paused."""
        if self.position_ns(now_us) >= ns:
            return 0
        # At least one, so that nobody waits for nothing because of a rounding.
        return None if self.is_paused else max(1, self.due_us(ns) - now_us)

    def captured_us(self, captured_ns: int, due_ns: int) -> int:
        """Return when a sample that is due at `due_ns` shall say that it was captured.

        At speed 1 it is as old as it was. Faster, its age shrinks with everything else;
        slower, it does not grow, or slow motion would be too late for every reader.
        """
        due_us = self.due_us(due_ns)
        age_ns = max(0, due_ns - captured_ns)
        return due_us - round(min(age_ns, age_ns / self.speed) / 1000)

    def jump(self, ns: int, now_us: int) -> None:
        """Go to another position."""
        self.at_ns, self.since_us = ns, now_us

    def change(self, now_us: int, *, speed: float | None, paused: bool | None) -> None:
        """Change the speed, pause or go on, from the present position."""
        self.jump(self.position_ns(now_us), now_us)
        self.speed = self.speed if speed is None else speed
        self.is_paused = self.is_paused if paused is None else paused

    def hold_back(self, late_us: int) -> None:
        """Let everything be later, because the bridge could not keep up."""
        self.since_us += late_us
