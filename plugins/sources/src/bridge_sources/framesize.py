"""What a camera means by a framesize: measured, never trusted. Pure.

The same number means 640×480 on one board and 480×320 on the next, as the list in
esp32-camera's sensor.h grew over the years. So the pictures decide: after each change the
size in the picture's own header is compared with every numbering that is known, and those
that disagree are struck out for this camera.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Size = tuple[int, int]

_EARLY: tuple[Size, ...] = (
    (160, 120),
    (128, 160),
    (176, 144),
    (240, 176),
    (320, 240),
    (400, 296),
    (640, 480),
    (800, 600),
    (1024, 768),
    (1280, 1024),
    (1600, 1200),
    (2048, 1536),
)
_USUAL: tuple[Size, ...] = (
    (96, 96),
    (160, 120),
    (176, 144),
    (240, 176),
    (240, 240),
    (320, 240),
    (400, 296),
    (480, 320),
    (640, 480),
    (800, 600),
    (1024, 768),
    (1280, 720),
    (1280, 1024),
    (1600, 1200),
    (1920, 1080),
    (720, 1280),
    (864, 1536),
    (2048, 1536),
    (2560, 1440),
    (2560, 1600),
    (1088, 1920),
    (2560, 1920),
)
_SQUARES: tuple[Size, ...] = (
    *_USUAL[:2],
    (128, 128),
    *_USUAL[2:6],
    (320, 320),
    *_USUAL[6:],
    (2592, 1944),
)
# By the esp32-camera release that they came with, the likeliest first.
NUMBERINGS: dict[str, tuple[Size, ...]] = {
    "2020-03": _USUAL,
    "2024-11": _SQUARES,
    "early-2020": _EARLY,
    "late-2019": (*_EARLY[:4], (240, 240), *_EARLY[4:]),
}
MAX_FRAMESIZE = max(len(sizes) for sizes in NUMBERINGS.values()) - 1


@dataclass(slots=True)
class FramesizeScale:
    """What is known of one camera's numbering."""

    _possible: list[str] = field(default_factory=lambda: list(NUMBERINGS))
    _measured: dict[int, Size] = field(default_factory=dict)

    def learn(self, number: int, size: Size) -> None:
        """Take note that pictures have this size while the framesize has this number."""
        self._measured[number] = size
        self._possible = _agreeing(self._measured)
        if not self._possible:
            # The board was exchanged: begin again with this. Or it has a numbering of its own.
            self._possible = _agreeing({number: size})
            if self._possible:
                self._measured = {number: size}

    def _candidates(self) -> list[str]:
        """Return the numberings to try: all of them for a board that has its own."""
        return self._possible or list(NUMBERINGS)

    @property
    def numbering(self) -> str:
        """The numbering if only one is left, "unknown" if none is, else ""."""
        if not self._possible:
            return "unknown"
        return self._possible[0] if len(self._possible) == 1 else ""

    def size_of(self, number: int) -> Size | None:
        """Return the size that a number stands for, if that is certain."""
        if number in self._measured:
            return self._measured[number]
        sizes = {
            NUMBERINGS[name][number] if 0 <= number < len(NUMBERINGS[name]) else None
            for name in self._possible
        }
        return sizes.pop() if len(sizes) == 1 else None

    def number_of(self, size: Size) -> int | None:
        """Return the likeliest number for a size, or None if no numbering has it."""
        for number, measured in self._measured.items():
            if measured == size:
                return number
        for name in self._candidates():
            sizes = NUMBERINGS[name]
            if size in sizes and sizes.index(size) not in self._measured:
                return sizes.index(size)
        return None

    def sizes(self) -> tuple[Size, ...]:
        """Return the sizes that the camera may know, smallest first."""
        known = {size for name in self._candidates() for size in NUMBERINGS[name]}
        return tuple(sorted(known | set(self._measured.values()), key=_area))


def _agreeing(measured: Mapping[int, Size]) -> list[str]:
    """Return the numberings that say what was measured."""
    return [
        name
        for name, sizes in NUMBERINGS.items()
        if all(0 <= n < len(sizes) and sizes[n] == size for n, size in measured.items())
    ]


def _area(size: Size) -> tuple[int, Size]:
    return size[0] * size[1], size


def size_text(size: Size) -> str:
    """Return a size as people write it: 640x480."""
    return f"{size[0]}x{size[1]}"


def parse_size(text: str) -> Size | None:
    """Return `640x480` as a size, or None if it is none."""
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal() and len(text) <= 11):
        return None
    return int(width), int(height)
