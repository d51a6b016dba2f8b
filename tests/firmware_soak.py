"""A soak of the firmware's core: outages without end, and nothing may grow or be mixed up.

    python -m tests.firmware_soak 600

runs a 32-bit build with AddressSanitizer for so many seconds against a real bridge, breaks
something every few seconds, and says how it went. It fails when the heap grows, when a
picture arrives that was not sent or out of its order, or when the program does not end well.
"""

import hashlib
import json
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import trio

from bridge.api import Delivery, Mode
from bridge.client import ClientSubscription, open_client
from bridge.testing.harness import running_bridge
from bridge_video import plugin as video
from tests.virtual_device import PROGRAM, PROGRAM_32, VirtualDevice, draw_folder, virtual_device

OUTAGES: tuple[dict[str, object], ...] = (
    {"do": "lose-network"},
    {"do": "short-writes", "bytes": 300, "for_s": 2},
    {"do": "reset"},
    {"do": "truncate", "for_s": 1},
    {"do": "no-network", "for_s": 1},
    {"do": "slow", "bytes_per_s": 60_000, "for_s": 2},
    {"do": "half-open"},
    {"do": "hang-camera", "for_s": 2},
    {"do": "wrong-password", "for_s": 1},
    {"do": "jump-clock", "by_s": 40},
    {"do": "refuse", "for_s": 2},
    {"do": "reset"},
    {"do": "stall", "for_s": 4},
    {"do": "restart"},
)
PERIOD_S = 10.0
# The first round of outages uses everything for the first time.
WARM_UP_S = PERIOD_S * len(OUTAGES)
EVERYTHING = Delivery(Mode.ALL, max_age_us=100_000_000, max_bytes=2**25, depth=4096)


@dataclass
class SoakReport:
    """How a soak went."""

    seconds: float
    outages: int = 0
    sessions: int = 0
    pictures_sent: int = 0
    pictures_lost: int = 0
    pictures_arrived: int = 0
    strangers: int = 0
    heap_bytes: list[int] = field(default_factory=list)
    heap_growth_bytes: int = 0
    status: int | None = None
    reasons: Counter[str] = field(default_factory=Counter)

    def faults(self) -> list[str]:
        """Return what is wrong; nothing after a good soak."""
        found = []
        if self.status != 0:
            found.append(f"the program ended with status {self.status}")
        if self.strangers:
            found.append(f"{self.strangers} pictures arrived that were not sent in this order")
        if self.heap_growth_bytes > 0:
            found.append(f"the heap grew by {self.heap_growth_bytes} bytes: {self.heap_bytes}")
        if self.pictures_arrived < self.pictures_sent / 2:
            found.append(f"only {self.pictures_arrived} of {self.pictures_sent} pictures arrived")
        return found


def write_script(path: Path, seconds: float) -> int:
    """Write a script of outages for so long; return how many there are."""
    lines: list[str] = []
    at_s = PERIOD_S / 2
    while at_s < seconds:
        lines.append(json.dumps({"at_s": at_s, **OUTAGES[len(lines) % len(OUTAGES)]}))
        at_s += PERIOD_S
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(lines)


async def soak(seconds: float, program: Path, folder: Path, transport: str) -> SoakReport:
    """Run the program under outages for so long."""
    report = SoakReport(seconds)
    report.outages = write_script(folder / "outages.jsonl", seconds)
    pictures = folder / "pictures"
    pictures.mkdir()
    draw_folder(pictures, 97, 320, 240)
    options = ("--set", f"transport={transport}", "--script", str(folder / "outages.jsonl"))
    arrived: list[str] = []
    async with (
        running_bridge([video]) as bridge,
        open_client(bridge.url, id="desk") as desk,
        virtual_device(
            f"127.0.0.1:{bridge.port}",
            pictures,
            *options,
            *("--report-s", "2"),
            program=program,
        ) as device,
        trio.open_nursery() as nursery,
    ):
        samples = await desk.subscribe(["device/virtual-1/camera/jpeg"], EVERYTHING)
        nursery.start_soon(_collect, samples, arrived)
        await trio.sleep(seconds)
        await device.ask("quit")
        await device.process.wait()
        await device.wait(lambda event: event.event == "ended")
        nursery.cancel_scope.cancel()
    _judge(report, device, arrived)
    return report


async def _collect(samples: ClientSubscription, into: list[str]) -> None:
    async for sample in samples:
        into.append(hashlib.sha256(sample.payload).hexdigest())  # noqa: PERF401 - never ends.


def _judge(report: SoakReport, device: VirtualDevice, arrived: list[str]) -> None:
    handed = [event.sha256 for event in device.events if event.event == "frame"]
    report.status = device.process.returncode
    report.pictures_sent = len(device.hashes())
    report.pictures_lost = len(device.hashes("lost"))
    report.pictures_arrived = len(arrived)
    report.strangers = _strangers(arrived, handed)
    stages = [event for event in device.events if event.event == "stage"]
    report.sessions = sum(event.stage == "streaming" for event in stages)
    report.reasons = Counter(event.reason for event in stages if event.reason != "none")
    counters = [event for event in device.events if event.event == "counters"]
    report.heap_bytes = [event.heap_bytes for event in counters]
    warm_us = min(WARM_UP_S, report.seconds / 2) * 1e6
    warm = [event.heap_bytes for event in counters if event.at_us <= warm_us]
    later = [event.heap_bytes for event in counters if event.at_us > warm_us]
    report.heap_growth_bytes = max(later) - max(warm)


def _strangers(arrived: list[str], handed: list[str]) -> int:
    """Return how many pictures arrived that do not stand in what was handed over, in order."""
    count = place = 0
    for digest in arrived:
        try:
            place = handed.index(digest, place) + 1
        except ValueError:
            count += 1
    return count


def main() -> None:
    """Run one soak and say how it went."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 600.0
    transport = sys.argv[2] if len(sys.argv) > 2 else "websocket"
    program = PROGRAM_32 if PROGRAM_32.exists() else PROGRAM
    if not program.exists():
        sys.exit(f"soak: {PROGRAM_32}: not built; run `make firmware`")
    with tempfile.TemporaryDirectory() as folder:
        report = trio.run(soak, seconds, program, Path(folder), transport)
    heap = report.heap_bytes
    sys.stdout.write(
        f"soak: {program.parent.parent.name}, {transport}, {seconds:g} s, "
        f"{report.outages} outages, {report.sessions} sessions\n"
        f"  pictures: {report.pictures_sent} sent, {report.pictures_lost} lost on the way out,"
        f" {report.pictures_arrived} arrived, {report.strangers} strangers\n"
        f"  heap: {heap[0]} bytes first, {heap[-1]} last, {min(heap)} to {max(heap)};"
        f" growth after the first round {report.heap_growth_bytes}\n"
        f"  reasons: {dict(report.reasons)}\n"
    )
    if report.faults():
        sys.exit("soak: " + "; ".join(report.faults()))


if __name__ == "__main__":
    main()
