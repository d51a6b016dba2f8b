"""How long a picture takes from JPEG to H.264: ratios of ways that take turns in one run.

Run with `python benchmarks/transcode.py`. Each way gets the same pictures, one after the
other: this plugin's gate, decoder and stage; the same codecs with FFmpeg's scaler between
them; and a child process running `ffmpeg`, from its first byte in to its first byte out.
"""

import argparse
import os
import select
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame

from bridge.api import Media, Sample, TopicKind, TopicSpec, parse_pattern
from bridge_video.decoder import JpegDecoder
from bridge_video.jpeg_gate import JpegGate
from bridge_video.jpeg_header import SizeWindow
from bridge_video.settings import Preset, VideoSettings
from bridge_video.transcoder import H264Transcoder

WIDTH, HEIGHT, COUNT, FPS = 640, 480, 60, 30
TOPIC = "device/cam-1/camera/jpeg"
JPEG = TopicSpec(parse_pattern(TOPIC), TopicKind.MEDIA, "Pictures.", media=Media.JPEG)
CHILD_ANSWER_S = 2.0
CHILD_BACKLOG = 8

Transcode = Callable[[bytes], bytes]
Rgb = np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]
Colours = np.ndarray[tuple[int, int, int], np.dtype[np.float64]]
Grid = np.ndarray[tuple[int, int], np.dtype[np.float32]]


def paint(number: int) -> Rgb:
    """Return a textured scene with boxes, a moving disc and sensor noise."""
    fixed, noise = np.random.default_rng(1), np.random.default_rng(number)
    down, across = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    shades = (90 + across / 11, 100 + down / 10, 120 + 30 * np.sin(across / 40))
    scene = np.stack(shades, axis=-1) + texture(fixed.normal(0, 22, (32, 42, 3)), down, across)
    for _ in range(24):
        x, y, width, height = fixed.integers((0, 0, 20, 20), (WIDTH, HEIGHT, 140, 140))
        scene[y : y + height, x : x + width] = fixed.integers(20, 235, 3)
    turn = 2 * np.pi * number / COUNT
    centre = WIDTH * (0.5 + 0.4 * np.cos(turn)), HEIGHT * (0.5 + 0.4 * np.sin(turn))
    scene[np.hypot(across - centre[0], down - centre[1]) < 30] = (40, 200, 240)
    scene += noise.normal(0, 2.5, (HEIGHT, WIDTH, 1))
    return np.asarray(np.clip(scene, 0, 255).astype(np.uint8))


def texture(grid: Colours, down: Grid, across: Grid) -> Colours:
    """Return the values of a coarse grid, blended in between: 16 pixels per cell."""
    row, column = (down / 16).astype(int), (across / 16).astype(int)
    y, x = (down / 16 - row)[..., None], (across / 16 - column)[..., None]
    upper = grid[row, column] * (1 - x) + grid[row, column + 1] * x
    lower = grid[row + 1, column] * (1 - x) + grid[row + 1, column + 1] * x
    return np.asarray(upper * (1 - y) + lower * y)


def open_codec(name: str, *, encodes: bool) -> VideoCodecContext:
    """Return a codec that uses one thread, as the plugin's do."""
    codec = av.CodecContext.create(name, "w" if encodes else "r")
    assert isinstance(codec, VideoCodecContext)
    codec.thread_count = 1
    if encodes:
        codec.width, codec.height = WIDTH, HEIGHT
        codec.time_base, codec.framerate = Fraction(1, FPS), Fraction(FPS)
    return codec


def make_pictures() -> list[bytes]:
    """Return what a VGA camera sends: 4:2:2 JPEG of about 25 kB."""
    codec = open_codec("mjpeg", encodes=True)
    codec.pix_fmt, codec.qmin, codec.qmax = "yuvj422p", 4, 4
    codec.color_range = 2
    frames = (VideoFrame.from_ndarray(paint(n), format="rgb24") for n in range(COUNT))
    return [
        b"".join(map(bytes, codec.encode(frame.reformat(format="yuvj422p")))) for frame in frames
    ]


def through_plugin(preset: Preset) -> Transcode:
    """Return the plugin's way: gate, decoder, planes straight into the encoder."""
    gate, decoder = JpegGate(SizeWindow()), JpegDecoder(SizeWindow())
    stage = H264Transcoder(VideoSettings(preset=preset))

    def transcode(payload: bytes) -> bytes:
        clean = gate(payload)
        sample = Sample(TOPIC, JPEG, 1, 0, 0, payload=clean)
        output = stage(sample, decoder.decode(clean))
        return output.payload if output else b""

    return transcode


def through_scaler(preset: Preset) -> Transcode:
    """Return the usual way: FFmpeg's scaler makes 4:2:0 of the decoded frame."""
    decoder, encoder = open_codec("mjpeg", encodes=False), open_codec("libx264", encodes=True)
    encoder.pix_fmt, encoder.gop_size = "yuv420p", 600
    encoder.options = {"preset": preset, "tune": "zerolatency", "crf": "26"}

    def transcode(payload: bytes) -> bytes:
        frame = decoder.decode(av.Packet(payload))[0].reformat(format="yuv420p")
        frame.pict_type, frame.pts = PictureType.NONE, None
        return b"".join(map(bytes, encoder.encode(frame)))

    return transcode


@contextmanager
def through_child(program: str, preset: Preset) -> Iterator[Transcode]:
    """Give the way through a child process, which is told how long each picture is."""
    command = [program, "-hide_banner", "-loglevel", "error", "-probesize", "32"]
    command += ["-fflags", "nobuffer", "-flags", "low_delay", "-f", "mpjpeg", "-i", "pipe:0"]
    command += ["-threads", "1", "-c:v", "libx264", "-preset", preset, "-tune", "zerolatency"]
    command += ["-crf", "26", "-g", "600", "-flush_packets", "1", "-f", "h264", "pipe:1"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        source, sink = child.stdin.fileno(), child.stdout.fileno()

        def transcode(payload: bytes) -> bytes:
            head = b"--x\r\nContent-type: image/jpeg\r\nContent-length: %d\r\n\r\n" % len(payload)
            _write_all(source, head + payload + b"\r\n")
            ready, _, _ = select.select([sink], [], [], CHILD_ANSWER_S)
            return os.read(sink, 1 << 20) if ready else b""

        try:
            yield transcode
        finally:
            child.kill()


def _write_all(pipe: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(pipe, view) :]


def settle(transcode: Transcode, pictures: list[bytes]) -> bool:
    """Feed pictures until each gives an answer at once; False if that never happens."""
    answered = 0
    for payload in pictures[:CHILD_BACKLOG]:
        answered = answered + 1 if transcode(payload) else 0
    return answered > CHILD_BACKLOG // 2


def take_turns(
    ways: dict[str, Transcode], pictures: list[bytes], seconds: float
) -> dict[str, list[float]]:
    """Return the milliseconds of each picture by each way, in turn, for about so long."""
    spent: dict[str, list[float]] = {name: [] for name in ways}
    end = time.perf_counter() + seconds
    number = 0
    while time.perf_counter() < end:
        payload = pictures[number % len(pictures)]
        for name, transcode in ways.items():
            started = time.perf_counter()
            transcode(payload)
            spent[name].append((time.perf_counter() - started) * 1e3)
        number += 1
    return spent


def measure_gate(pictures: list[bytes], seconds: float) -> float:
    """Return the median microseconds of the gate alone."""
    gate = JpegGate(SizeWindow())
    return 1e3 * statistics.median(take_turns({"gate": gate}, pictures, seconds)["gate"])


def report(spent: dict[str, list[float]], ours: str, other: str, goal: str) -> None:
    """Print one ratio of medians."""
    ratio = statistics.median(spent[ours]) / statistics.median(spent[other])
    print(f"{ours} / {other}: {ratio:.2f} × the time ({goal})")


def main(argv: list[str]) -> None:
    """Print one line per figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0, help="how long to measure in all")
    seconds = parser.parse_args(argv).seconds
    pictures = make_pictures()
    size = statistics.median(map(len, pictures))
    print(f"picture: {size:.0f} bytes (median), {WIDTH}×{HEIGHT}, 4:2:2")
    print(f"gate: {measure_gate(pictures, seconds * 0.1):.1f} µs per picture (median)")
    ways: dict[str, Transcode] = {}
    for preset in ("superfast", "ultrafast"):
        ways[f"plugin {preset}"] = through_plugin(preset)
        ways[f"scaler {preset}"] = through_scaler(preset)
    program = shutil.which("ffmpeg")
    if program is None or os.name == "nt":
        reason = "pipes cannot be waited for on Windows" if program else "no ffmpeg on the path"
        print(f"child ultrafast: skipped, {reason}")
        _compare(take_turns(ways, pictures, seconds * 0.9))
        return
    with through_child(program, "ultrafast") as transcode:
        if settle(transcode, pictures):
            ways["child ultrafast"] = transcode
        else:
            print("child ultrafast: skipped, this ffmpeg answers later than picture by picture")
        _compare(take_turns(ways, pictures, seconds * 0.9))


def _compare(spent: dict[str, list[float]]) -> None:
    for name, times in spent.items():
        times.sort()
        p95 = times[int(0.95 * len(times))]
        print(f"{name}: {statistics.median(times):.2f} ms per picture (median), {p95:.2f} ms (p95)")
    # The slower the preset, the larger the share of the encoder, which all ways have.
    report(spent, "plugin ultrafast", "scaler ultrafast", "goal: at most 0.80")
    report(spent, "plugin superfast", "scaler superfast", "goal: at most 0.90")
    if "child ultrafast" in spent:
        report(spent, "plugin ultrafast", "child ultrafast", "goal: at most 1.00")


if __name__ == "__main__":
    main(sys.argv[1:])
