"""The picture sizes of this system, which has a numbering of its own.

Knows: numbers, names, sizes. Does not know: the sensor driver's numbers, which differ.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Resolution:
    """One picture size and the number that the firmware knows it by."""

    number: int
    name: str
    width_px: int
    height_px: int

    @property
    def text(self) -> str:
        """How health messages and pages write it."""
        return f"{self.name} ({self.width_px}x{self.height_px})"


RESOLUTIONS: tuple[Resolution, ...] = (
    Resolution(0, "QQVGA", 160, 120),
    Resolution(1, "QCIF", 176, 144),
    Resolution(2, "HQVGA", 240, 176),
    Resolution(3, "QVGA", 320, 240),
    Resolution(4, "CIF", 400, 296),
    Resolution(5, "VGA", 640, 480),
    Resolution(6, "SVGA", 800, 600),
    Resolution(7, "XGA", 1024, 768),
    Resolution(8, "HD", 1280, 720),
    Resolution(9, "SXGA", 1280, 1024),
    Resolution(10, "UXGA", 1600, 1200),
    Resolution(11, "FHD", 1920, 1080),
    Resolution(12, "QXGA", 2048, 1536),
)
DEFAULT = RESOLUTIONS[7]
MAX_LISTED = 64
_LISTED = re.compile(r"\s*([0-9]{1,3}):([A-Za-z0-9_+-]{1,16})\s*\(([0-9]{1,5})x([0-9]{1,5})\)\s*")


def parse_listed(text: str) -> tuple[Resolution, ...]:
    """Return what a device lists as `0:QQVGA(160x120),1:…`; all known ones if it lists none.

    What is not understood is left out.
    """
    found: dict[str, Resolution] = {}
    for part in text.split(",")[:MAX_LISTED]:
        match = _LISTED.fullmatch(part)
        if match is not None:
            number, name, width, height = match.groups()
            found.setdefault(name, Resolution(int(number), name, int(width), int(height)))
    return tuple(found.values()) or RESOLUTIONS


def name_of_size(size: tuple[int, int], listed: tuple[Resolution, ...] = RESOLUTIONS) -> str:
    """Return the name of a picture size, or the size itself if it has none."""
    for resolution in (*listed, *RESOLUTIONS):
        if (resolution.width_px, resolution.height_px) == size:
            return resolution.name
    return f"{size[0]}x{size[1]}"


def text_of(name: str) -> str:
    """Return how pages write the resolution of that name."""
    known = next((resolution for resolution in RESOLUTIONS if resolution.name == name), None)
    if known is not None:
        return known.text
    return f"Custom ({name})" if name else "Unknown"
