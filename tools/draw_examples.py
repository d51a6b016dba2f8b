"""Draws the pictures and sounds of the example games from their sources.

Pictures are drawn from `art/*.svg` by Chromium, with what is see-through left so; sounds
are computed here. Both are committed, because GDevelop opens an example as it lies there:

    python tools/draw_examples.py            all examples
    python tools/draw_examples.py tag-table  this one
"""

import math
import re
import struct
import sys
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from take_screenshots import find_chromium

EXAMPLES = Path(__file__).parents[1] / "clients" / "gdevelop" / "examples"
SAMPLE_HZ = 22_050
LOUDEST = 0.8 * 32_767
Sound = Callable[[float], float]


def fade(seconds: float) -> Sound:
    """Return an envelope that falls to a twentieth within `seconds`."""
    return lambda t: math.exp(-3.0 * t / seconds)


def tone(hz: float, seconds: float, overtones: tuple[float, ...] = (1.0,)) -> Sound:
    """Return a note that dies away; `overtones` are the strengths of 1, 2, 3… times `hz`."""
    envelope, total = fade(seconds), sum(overtones)

    def at(t: float) -> float:
        waves = (s * math.sin(2 * math.pi * hz * (n + 1) * t) for n, s in enumerate(overtones))
        return envelope(t) * sum(waves) / total

    return at


def slide(from_hz: float, to_hz: float, seconds: float) -> Sound:
    """Return a note whose pitch moves in a straight line."""

    def at(t: float) -> float:
        turns = from_hz * t + (to_hz - from_hz) * t * t / (2 * seconds)
        return fade(seconds)(t) * math.sin(2 * math.pi * turns)

    return at


def beat(hz: float, seconds: float) -> Sound:
    """Return a drum: a pitch that drops fast."""

    def at(t: float) -> float:
        turns = hz * 0.05 * (1 - math.exp(-t / 0.05)) + 0.5 * hz * t
        return fade(seconds)(t) * math.sin(2 * math.pi * turns)

    return at


def melody(*notes: float, step_s: float = 0.11) -> Sound:
    """Return notes that begin one after the other."""
    voices = [tone(hz, 0.35, (1, 0.4, 0.2)) for hz in notes]

    def at(t: float) -> float:
        begun = ((voice, t - n * step_s) for n, voice in enumerate(voices))
        return sum(voice(since) for voice, since in begun if since >= 0) / 2

    return at


SOUNDS: dict[str, dict[str, tuple[Sound, float]]] = {
    "telemetry-hello": {
        "dew": (melody(880, 1319), 0.5),
        "done": (melody(523, 659, 784, 1047), 0.9),
    },
    "esp32-camera-viewer": {"shutter": (melody(2200, 1400, step_s=0.05), 0.25)},
    "tag-table": {
        "drum": (beat(170, 0.35), 0.4),
        "bell": (tone(880, 0.9, (1, 0, 0.6, 0, 0.3)), 1.0),
        "bass": (tone(110, 0.6, (1, 0.6, 0.3, 0.15)), 0.7),
        "harp": (tone(440, 0.7, (1, 0.5, 0.25, 0.12, 0.06)), 0.8),
    },
    "tag-cube-3d": {
        "crack": (beat(900, 0.12), 0.15),
        "hatch": (melody(659, 784, 988, 1319), 0.8),
    },
    "tilt-platformer": {
        "coin": (melody(988, 1319, step_s=0.07), 0.4),
        "jump": (slide(300, 720, 0.22), 0.25),
        "hurt": (slide(420, 90, 0.4), 0.45),
        "win": (melody(523, 659, 784, 1047, 1319), 1.1),
    },
}


def write_sound(path: Path, sound: Sound, seconds: float) -> None:
    """Write one voice of 16 bits; the last hundredth of a second fades to nothing."""
    count = round(seconds * SAMPLE_HZ)
    levels = []
    for number in range(count):
        end = min(1.0, (count - number) / (0.01 * SAMPLE_HZ))
        level = max(-1.0, min(1.0, sound(number / SAMPLE_HZ)))
        levels.append(round(LOUDEST * end * level))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_HZ)
        file.writeframes(struct.pack(f"<{count}h", *levels))


def draw_picture(page: Page, source: Path, target: Path) -> None:
    """Draw one SVG file in its own size."""
    svg = source.read_text(encoding="utf-8")
    size = re.search(r'width="(\d+)" height="(\d+)"', svg)
    if size is None:
        raise SystemExit(f"{source}: expected width and height in whole pixels")
    width, height = map(int, size.groups())
    page.set_viewport_size({"width": width, "height": height})
    page.set_content(
        f"<style>body{{margin:0;background:transparent}}svg{{display:block}}</style>{svg}"
    )
    page.screenshot(
        path=target,
        omit_background=True,
        clip={"x": 0, "y": 0, "width": width, "height": height},
    )


def chosen_examples() -> Iterator[Path]:
    """Yield the folders that are named on the command line, or all."""
    for folder in sorted(EXAMPLES.iterdir()):
        if (folder / "art").is_dir() and (len(sys.argv) == 1 or folder.name in sys.argv[1:]):
            yield folder


def main() -> None:
    """Draw everything anew."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        page = browser.new_page()
        for folder in chosen_examples():
            assets = folder / "assets"
            assets.mkdir(exist_ok=True)
            for source in sorted((folder / "art").glob("*.svg")):
                draw_picture(page, source, assets / f"{source.stem}.png")
            for name, (sound, seconds) in SOUNDS.get(folder.name, {}).items():
                write_sound(assets / f"{name}.wav", sound, seconds)
            print(folder.name)
        browser.close()


if __name__ == "__main__":
    main()
