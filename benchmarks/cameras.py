"""How many cameras a bridge carries: pictures in, H.264 out, until frames are lost.

Run with `python benchmarks/cameras.py [--seconds N] [--most N]`. Each camera sends VGA
pictures of about 25 kB at 30 per second, drawn beforehand; one viewer takes the H.264 of
all of them. The bridge is a process of its own, cameras and viewer are another, on the
same machine. Latency is from the moment of sending to the viewer's decoder.
"""

import argparse
import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory

import trio

from bridge.client import Client, open_client
from bridge.model.delivery import Delivery, Mode
from bridge_simulator.scene import build_scene
from bridge_simulator.sensor import Sensor, SensorSettings

FPS = 30
STEPS = (1, 4, 8, 12, 16, 20, 24)
DRAWN = 45
# More than this share of frames lost, and the next step is not worth trying.
ENOUGH_LOST = 0.03
WARM_UP_S = 2.0


@dataclass(slots=True)
class Tally:
    """What the viewer saw."""

    latencies_us: list[int] = field(default_factory=list)
    bytes: int = 0

    def line(self, cameras: int, seconds: float, cpu_share: float) -> str:
        """Return the figures of one step."""
        sent = cameras * FPS * seconds
        found = sorted(self.latencies_us)
        p50, p99 = (found[int(len(found) * share)] / 1000 for share in (0.5, 0.99))
        return (
            f"{cameras} cameras: {len(found) / sent:.1%} of the frames, send to viewer "
            f"p50 {p50:.1f} ms, p99 {p99:.1f} ms, bridge at {cpu_share:.0%} of one core"
        )


@contextmanager
def running_bridge() -> Iterator[int]:
    """Run a bridge with the video plugin alone; yield its port."""
    with TemporaryDirectory() as folder:
        words = ["--port", "0", "--plugins", "video", "--state", folder, "--log-level", "error"]
        bridge = subprocess.Popen(
            [sys.executable, "-m", "bridge", "run", *words], stdout=subprocess.PIPE, text=True
        )
        try:
            assert bridge.stdout is not None
            yield int(bridge.stdout.readline().split("127.0.0.1:")[1].split("/")[0])
        finally:
            bridge.terminate()
            bridge.wait()


def cpu_s_of(port: int) -> float:
    """Return the bridge's processor time so far."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/statistics") as answer:
        return float(json.loads(answer.read())["cpu_s"])


async def film(port: int, number: int, pictures: list[bytes]) -> None:
    """Be one camera, at its own phase."""
    await trio.sleep(number / FPS / 24)
    name = f"cam-{number}"
    async with open_client(f"ws://127.0.0.1:{port}", role="device", id=name) as client:
        channel = await client.advertise(f"device/{name}/camera/jpeg")
        due_s = trio.current_time()
        count = 0
        while True:
            picture = pictures[count % len(pictures)]
            await channel.publish(payload=picture, captured_us=client.now_us())
            count += 1
            due_s += 1 / FPS
            await trio.sleep_until(due_s)


async def watch(client: Client, tally: Tally) -> None:
    """Take the H.264 of all cameras and note how late it is."""
    delivery = Delivery(Mode.ALL, depth=4096)
    async for sample in await client.subscribe(["device/*/camera/h264"], delivery):
        tally.latencies_us.append(sample.age_us)
        tally.bytes += len(sample.payload)


async def measure(cameras: int, seconds: float, pictures: list[bytes]) -> tuple[str, float]:
    """Return the line of one step, and the share of frames that was lost."""
    with running_bridge() as port:
        async with trio.open_nursery() as nursery:
            for number in range(cameras):
                nursery.start_soon(film, port, number, pictures)
            async with open_client(f"ws://127.0.0.1:{port}", role="viewer") as client:
                tally = Tally()
                nursery.start_soon(watch, client, tally)
                await trio.sleep(WARM_UP_S)
                tally.latencies_us.clear()
                begun_s = cpu_s_of(port)
                await trio.sleep(seconds)
                share = (cpu_s_of(port) - begun_s) / seconds
                line = tally.line(cameras, seconds, share)
                lost = 1 - len(tally.latencies_us) / (cameras * FPS * seconds)
                nursery.cancel_scope.cancel()
    return line, lost


def main() -> None:
    """Print a line for each number of cameras until frames are lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--most", type=int, default=STEPS[-1])
    given = parser.parse_args()
    sensor, settings = Sensor(build_scene("table", 1), "bench", 1), SensorSettings()
    drawn = [sensor.shoot(n * 1_000_000 // FPS, n, settings).jpeg for n in range(DRAWN)]
    print(f"pictures of {sum(map(len, drawn)) / DRAWN / 1000:.1f} kB", flush=True)
    for cameras in STEPS:
        if cameras > given.most:
            break
        line, lost = trio.run(measure, cameras, given.seconds, drawn)
        print(line, flush=True)
        if lost > ENOUGH_LOST:
            break


if __name__ == "__main__":
    main()
