"""Traces of time exchanges and what has to be made of them.

The network is a fixed pattern, so that the traces are the same on every machine.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bridge.wire.clocksync import ClockOffset

Vector = dict[str, object]
Exchange = tuple[int, int, int, int]

OFFSET_US = 5_000_000_000
# Delays of one way, in µs, taken in turn; neither way has the same pattern.
_THERE = (2500, 30000, 8000, 17000, 2700, 22000, 5000)
_BACK = (9000, 2600, 26000, 4000, 12000, 2500, 29000, 6000, 3000)


@dataclass(frozen=True, slots=True)
class Network:
    """What lies between two clocks. Delays are multiplied by `scale`."""

    drift_ppm: float = 0.0
    scale: float = 1.0
    offset_us: int = OFFSET_US

    def bridge_time(self, own_us: float) -> int:
        """Return the truth."""
        return round(own_us + self.offset_us + own_us * self.drift_ppm / 1e6)

    def exchange(self, index: int, own_us: int) -> Exchange:
        """Return the four times of the exchange that begins at `own_us`."""
        there = _THERE[index % len(_THERE)] * self.scale
        back = _BACK[index % len(_BACK)] * self.scale
        t1 = self.bridge_time(own_us + there)
        t3 = own_us + round(there + 100 + back)
        return own_us, t1, self.bridge_time(own_us + there + 100), t3


def clock_vectors() -> Iterator[Vector]:
    """Yield traces from the best network to the worst clock."""
    still = Network(scale=0.1)
    yield _trace("first-exchange", "one exchange is coarse", still, [0])
    yield _trace("five-exchanges", "five are enough", still, [n * 50_000 for n in range(5)])
    yield _trace(
        "minutes-apart",
        "two exchanges a minute for ten minutes, 20 ppm of drift",
        Network(drift_ppm=20.0, scale=0.1),
        [n * 30_000_000 for n in range(20)],
    )
    yield _trace(
        "http-jitter",
        "ten posts a second, 5 to 60 ms of round trip, 30 ppm of drift",
        Network(drift_ppm=30.0),
        [n * 100_000 for n in range(900)],
    )
    yield _trace(
        "holdover",
        "nothing for two minutes; the error grows",
        Network(drift_ppm=10.0, scale=0.1),
        [n * 50_000 for n in range(8)],
        wait_us=120_000_000,
    )
    yield _trace("negative-offset", "", Network(offset_us=-7_000_000), [10_000_000, 10_050_000])
    yield _step_trace()
    yield _discard_trace()


def _trace(name: str, note: str, network: Network, starts: list[int], wait_us: int = 0) -> Vector:
    exchanges = [network.exchange(index, own_us) for index, own_us in enumerate(starts)]
    at_us = exchanges[-1][3] + wait_us
    return _vector(name, note, exchanges, at_us, network.bridge_time(at_us) - at_us)


def _vector(
    name: str, note: str, exchanges: list[Exchange], at_us: int, true_offset_us: int
) -> Vector:
    clock = ClockOffset()
    for exchange in exchanges:
        clock.observe(*exchange)
    estimate = clock.estimate(at_us)
    # A simpler estimator has to come as near to the truth as its best round trip allows.
    round_trips = [(t3 - t0) - (t2 - t1) for t0, t1, t2, t3 in exchanges[-16:]]
    usable = [trip for trip in round_trips if trip >= 0]
    return {
        "name": name,
        "note": note,
        "exchanges": exchanges,
        "at_us": at_us,
        "true_offset_us": true_offset_us,
        "tolerance_us": estimate.error_us + min(usable) // 2 + 1,
        "offset_us": estimate.offset_us,
        "error_us": estimate.error_us,
        "drift_ppm": round(estimate.drift_ppm, 3),
        "samples": estimate.exchanges,
        "state": estimate.state.value,
        "epoch": clock.epoch,
        "steps": clock.steps,
    }


def _step_trace() -> Vector:
    before = Network(scale=0.1)
    after = Network(scale=0.1, offset_us=OFFSET_US + 3_000_000)
    exchanges = [before.exchange(n, n * 50_000) for n in range(6)]
    exchanges += [after.exchange(n, n * 50_000) for n in range(6, 12)]
    note = "the bridge's clock is 3 s later from one exchange to the next: what was is forgotten"
    at_us = exchanges[-1][3]
    return _vector("step", note, exchanges, at_us, after.offset_us)


def _discard_trace() -> Vector:
    network = Network(scale=0.1)
    exchanges = [network.exchange(n, n * 50_000) for n in range(5)]
    exchanges.append((300_000, OFFSET_US, OFFSET_US + 900_000, 300_500))
    exchanges.append((400_000, OFFSET_US + 500_000, OFFSET_US + 500_010, 3_400_000))
    at_us = exchanges[4][3]
    note = "a negative round trip and one of 3 s are discarded"
    return _vector("discarded", note, exchanges, at_us, network.offset_us)
