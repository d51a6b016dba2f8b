"""How a camera feels, from its words to the bridge's and back.

Knows: both forms. Does not know: links. What a camera says about its address and picture
size is not believed: the address is that of the link, the size that of the picture.
"""

import re
from collections.abc import Mapping

import msgspec

from bridge.api import DeviceHealth, JsonScalar
from bridge_dialects.s3cam.resolutions import text_of
from bridge_dialects.shared.loose_json import Fields, text_in, whole_in

MODEL = "OV3660"
_UPTIME = re.compile(r"\s*([0-9]{1,6})h\s*([0-9]{1,6})m\s*([0-9]{1,6})s\s*")
_NAMED = re.compile(r"([A-Za-z0-9_+-]{1,16}) \([0-9]+x[0-9]+\)")
_FRAMES, _BYTES = 2**48, 2**40


class HealthMessage(msgspec.Struct, frozen=True, rename={"min_heap": "minHeap"}):
    """A health message as cameras send it and pages know it."""

    frames: int
    dropped: int
    heap: int
    min_heap: int
    rssi: int
    uptime: str
    ip: str
    model: str
    resolution: str
    quality: int
    type: str = "health"


def health_from(fields: Fields, settings: Mapping[str, JsonScalar]) -> DeviceHealth:
    """Return what a camera says about itself, with the settings that are known of it."""
    found: dict[str, JsonScalar] = dict(settings)
    quality = whole_in(fields, "quality", 0, 100)
    if quality is not None:
        found["quality"] = quality
    if "resolution" not in found:
        named = _NAMED.fullmatch(text_in(fields, "resolution"))
        if named is not None:
            found["resolution"] = named.group(1)
    found["model"] = text_in(fields, "model", 32) or MODEL
    dropped = whole_in(fields, "dropped", 0, _FRAMES)
    return DeviceHealth(
        uptime_us=uptime_us(text_in(fields, "uptime")),
        rssi_dbm=whole_in(fields, "rssi", -200, 100),
        heap_free_bytes=whole_in(fields, "heap", 0, _BYTES),
        heap_min_bytes=whole_in(fields, "minHeap", 0, _BYTES),
        frames_sent=whole_in(fields, "frames", 0, _FRAMES),
        drops={} if dropped is None else {"device": dropped},
        settings=found,
    )


def uptime_us(text: str) -> int | None:
    """Return microseconds from "0h 12m 5s", or None if it is nothing like that."""
    found = _UPTIME.fullmatch(text)
    if found is None:
        return None
    hours, minutes, seconds = (int(part) for part in found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1_000_000


def uptime_text(uptime_us: int | None) -> str:
    """Return how these cameras write for how long they have run."""
    minutes, seconds = divmod((uptime_us or 0) // 1_000_000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h {minutes}m {seconds}s"


def health_message(health: DeviceHealth, address: str) -> HealthMessage:
    """Return a device's health as pages of this system know it, whatever the device is."""
    resolution = health.settings.get("resolution", health.settings.get("framesize"))
    quality = health.settings.get("quality")
    return HealthMessage(
        frames=health.frames_sent or health.frames_captured or 0,
        dropped=sum(health.drops.values()),
        heap=health.heap_free_bytes or 0,
        min_heap=health.heap_min_bytes or 0,
        rssi=health.rssi_dbm or 0,
        uptime=uptime_text(health.uptime_us),
        ip=address,
        model=str(health.settings.get("model") or ""),
        resolution=text_of(resolution if isinstance(resolution, str) else ""),
        quality=quality if isinstance(quality, int) and not isinstance(quality, bool) else 0,
    )
