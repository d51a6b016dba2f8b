"""What a virtual device looks at: the scene, drawn as its sensor is told, with its truth.

Knows: the lines that the program tells its sensor, and the form of a picture on the way to
it. Does not know: processes, events, the bridge.
"""

import msgspec

from bridge_simulator.sensor import SensorSettings, Shot


class SensorLine(msgspec.Struct, frozen=True):
    """What the sensor was told: `start`, `apply` or `standby`."""

    do: str
    width_px: int = 640
    height_px: int = 480
    quality: int = 12
    control: str = ""
    value: int = 0
    is_resting: bool = False


class PictureHead(msgspec.Struct, frozen=True):
    """Stands before the bytes of a picture and of its truth."""

    jpeg_bytes: int
    note_bytes: int
    width_px: int
    height_px: int
    number: int
    age_us: int


# What the drawn sensor knows; the others change nothing that could be drawn.
_SWITCHES = ("hmirror", "vflip")
_NUMBERS = ("quality", "brightness", "contrast")
_MOST = {"brightness": 2, "contrast": 2, "quality": 63}


class FirmwareEye:
    """The state of the sensor, and whether it rests."""

    def __init__(self) -> None:
        self.settings = SensorSettings()
        self.is_resting = True

    def obey(self, line: bytes) -> None:
        """Do what the program tells its sensor."""
        told = msgspec.json.decode(line, type=SensorLine)
        if told.do == "standby":
            self.is_resting = told.is_resting
        elif told.do == "start":
            self.is_resting = False
            size = f"{told.width_px}x{told.height_px}"
            self._change(framesize=size, quality=told.quality)
        elif told.control in _SWITCHES:
            self._change(**{told.control: told.value != 0})
        elif told.control in _NUMBERS:
            most = _MOST[told.control]
            self._change(**{told.control: max(-most, min(told.value, most))})

    def light(self, level: int) -> None:
        """Switch the lamp beside the lens."""
        self._change(led=level > 0)

    def _change(self, **values: str | int | bool) -> None:
        old = {name: getattr(self.settings, name) for name in SensorSettings.__slots__}
        self.settings = msgspec.convert({**old, **values}, SensorSettings)


def packed(shot: Shot, age_us: int) -> bytes:
    """Return a picture and its truth as the program reads them."""
    note = msgspec.msgpack.encode(shot.truth)
    lens = shot.truth.intrinsics
    head = PictureHead(
        jpeg_bytes=len(shot.jpeg),
        note_bytes=len(note),
        width_px=lens.width_px,
        height_px=lens.height_px,
        number=shot.truth.frame_seq,
        age_us=age_us,
    )
    return msgspec.json.encode(head) + b"\n" + shot.jpeg + note
