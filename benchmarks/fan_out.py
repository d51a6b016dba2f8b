"""What it costs to hand one sample to many subscribers, against two references.

Run with `python benchmarks/fan_out.py [--quick]`. Each figure is the server's processor
time per delivery, the best of several rounds taken in turn; readers are another process.
Goals: at 100 subscribers the plain loop takes at least 2.5 × as much, and the `websockets`
library's broadcast about as much from 10 to 100.
"""

import json
import subprocess
import sys
from pathlib import Path

PARTS = Path(__file__).parent / "parts"
SUBSCRIBERS = (1, 10, 100, 500)
SIZES = (200, 25_000)
WAYS = ("bridge", "loop", "websockets")
DELIVERIES = 60_000


def hello_for(size: int) -> list[str]:
    """Return what a subscriber of the bridge says first."""
    topic = "device/*/camera/jpeg" if size > 1000 else "device/*/input/*"
    return [
        json.dumps({"op": "hello", "role": "viewer", "id": "reader"}),
        json.dumps(
            {
                "op": "subscribe",
                "sub": 1,
                "topics": [topic],
                "mode": "ring",
                "depth": 64,
                "max_age_ms": 60_000,
            }
        ),
    ]


def measure_us(way: str, subscribers: int, size: int) -> float:
    """Return the server's processor time per delivery in one run, in µs."""
    count = min(6000, DELIVERIES // subscribers)
    words = [way, str(subscribers), str(size), str(count)]
    server = subprocess.Popen(
        [sys.executable, str(PARTS / "fan_out_server.py"), *words],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    port = server.stdout.readline().strip()
    hello = [json.dumps(hello_for(size))] if way == "bridge" else []
    path = "/v1" if way == "bridge" else "/"
    readers = subprocess.Popen(
        [sys.executable, str(PARTS / "readers.py"), port, str(subscribers), path, *hello],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    try:
        return float(server.stdout.readline())
    finally:
        readers.kill()
        readers.wait()
        server.kill()
        server.wait()


def main() -> None:
    """Print a line for each size and number of subscribers."""
    is_quick = "--quick" in sys.argv
    for size in SIZES:
        for subscribers in (10, 100) if is_quick else SUBSCRIBERS:
            best = dict.fromkeys(WAYS, float("inf"))
            for _ in range(2 if is_quick else 3):
                for way in WAYS:
                    best[way] = min(best[way], measure_us(way, subscribers, size))
            print(
                f"{size} B to {subscribers}: {best['bridge']:.1f} µs per delivery; "
                f"the plain loop takes {best['loop'] / best['bridge']:.2f} ×, "
                f"websockets' broadcast {best['websockets'] / best['bridge']:.2f} ×",
                flush=True,
            )


if __name__ == "__main__":
    main()
