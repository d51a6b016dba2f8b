"""The texts of an s3cam, put together by hand as its firmware does it: nothing is escaped."""

from dataclasses import dataclass

# By the numbers of this firmware alone; no other one counts like that.
RESOLUTIONS = (
    ("QQVGA", "160x120"),
    ("QCIF", "176x144"),
    ("HQVGA", "240x176"),
    ("QVGA", "320x240"),
    ("CIF", "400x296"),
    ("VGA", "640x480"),
    ("SVGA", "800x600"),
    ("XGA", "1024x768"),
    ("HD", "1280x720"),
    ("SXGA", "1280x1024"),
    ("UXGA", "1600x1200"),
    ("FHD", "1920x1080"),
    ("QXGA", "2048x1536"),
)
REGISTER = '{"type":"register","device":"camera"}'
REBOOTING = '{"type":"status","msg":"Dispositivo reiniciando..."}'
MODES = ("Velocidad", "Estabilidad")


@dataclass(frozen=True, slots=True)
class Health:
    """What an s3cam says about itself every ten seconds."""

    frames: int
    dropped: int
    heap_bytes: int
    min_heap_bytes: int
    rssi_dbm: int
    uptime_s: int
    ip: str
    resolution: int
    quality: int


def resolution_name(index: int) -> str:
    """Return how a resolution is called in answers, as in `XGA (1024x768)`."""
    name, pixels = RESOLUTIONS[index]
    return f"{name} ({pixels})"


def info_text(mode: str, fps: int) -> str:
    """Return the second message of a connection."""
    sizes = ",".join(f"{at}:{name}({px})" for at, (name, px) in enumerate(RESOLUTIONS))
    return f'{{"type":"info","resolutions":"{sizes}","mode":"{mode}","fps":{fps}}}'


def health_text(health: Health) -> str:
    """Return a message of type health."""
    minutes, seconds = divmod(health.uptime_s, 60)
    hours, minutes = divmod(minutes, 60)
    return (
        f'{{"type":"health","frames":{health.frames},"dropped":{health.dropped},'
        f'"heap":{health.heap_bytes},"minHeap":{health.min_heap_bytes},'
        f'"rssi":{health.rssi_dbm},"uptime":"{hours}h {minutes}m {seconds}s",'
        f'"ip":"{health.ip}","model":"OV3660",'
        f'"resolution":"{resolution_name(health.resolution)}","quality":{health.quality}}}'
    )


def response_text(command: str, *, is_ok: bool, value: str | None) -> str:
    """Return the answer to a command."""
    status = "ok" if is_ok else "error"
    tail = "" if value is None else f',"value":"{value}"'
    return f'{{"type":"response","cmd":"{command}","status":"{status}"{tail}}}'
