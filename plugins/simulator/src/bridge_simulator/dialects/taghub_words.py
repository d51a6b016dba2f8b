"""The JSON of taghub's devices: poses by their conventions, numbers as ArduinoJson prints them.

Knows: the firmware's angles and signs, the fields of each firmware. Does not know: links.
"""

import json
import math
from dataclasses import dataclass

from bridge.api import Intrinsics, Vector3
from bridge_simulator.truth import TagTruth

WAVESHARE = "Waveshare-ESP32-S3-Touch-LCD-2"
LILYGO = "T-CameraPlus-S3"
# What the firmware's buffer holds, and what LilyGO's parser takes.
MAX_TEXT_BYTES = 511
Fields = dict[str, object]


@dataclass(frozen=True, slots=True)
class TagWords:
    """One tag as firmware speaks of it: degrees and centimetres, one decimal each.

    The position is that of the camera in the frame of the tag, so z is negative.
    """

    tag_id: int
    yaw: float
    pitch: float
    roll: float
    x_cm: float
    y_cm: float
    z_cm: float
    size_percent: float
    decision_margin: float

    @property
    def range_cm(self) -> float:
        """How far the camera is from the tag."""
        return _tenths(math.hypot(self.x_cm, self.y_cm, self.z_cm))

    @property
    def angles(self) -> Fields:
        """Yaw, pitch and roll by name."""
        return {"yaw": self.yaw, "pitch": self.pitch, "roll": self.roll}

    @property
    def place(self) -> Fields:
        """The position by name."""
        return {"x_cm": self.x_cm, "y_cm": self.y_cm, "z_cm": self.z_cm}


def words_of(tag: TagTruth, lens: Intrinsics) -> TagWords:
    """Return what firmware says about a tag that is seen like that."""
    turn = tag.camera_from_tag.rotation
    first, second, third = (
        turn.rotate(axis)
        for axis in (Vector3(1.0, 0.0, 0.0), Vector3(0.0, 1.0, 0.0), Vector3(0.0, 0.0, 1.0))
    )
    yaw = math.atan2(first.y, first.x)
    pitch = math.atan2(-first.z, math.hypot(second.z, third.z))
    roll = math.atan2(second.z, third.z)
    camera = tag.camera_from_tag.inverse().translation
    (left, top), (right, bottom) = tag.corners_px[0], tag.corners_px[2]
    diagonal_px = math.hypot(right - left, bottom - top)
    return TagWords(
        tag_id=tag.tag_id,
        yaw=_tenths(math.degrees(yaw)),
        pitch=_tenths(math.degrees(pitch)),
        roll=_tenths(math.degrees(roll)),
        x_cm=_tenths(100 * camera.x),
        y_cm=_tenths(100 * camera.y),
        z_cm=_tenths(100 * camera.z),
        size_percent=_tenths(100 * diagonal_px / math.hypot(lens.width_px, lens.height_px)),
        decision_margin=_tenths(min(90.0, 20 + diagonal_px / 2)),
    )


def _tenths(number: float) -> float:
    # Without the sum a small negative number would be printed as -0.
    return round(number, 1) + 0.0


def waveshare_fields(tag: TagWords, millis: int, ip: str) -> Fields:
    """Return a tag as the Waveshare board tells it, by any of its ways."""
    return {
        "tag_id": tag.tag_id,
        "decision_margin": tag.decision_margin,
        **tag.angles,
        **tag.place,
        "range_cm": tag.range_cm,
        "timestamp": millis,
        "camera_name": "Waveshare-ESP32-S3",
        "smartcam_ip": ip,
    }


def lilygo_fields(tag: TagWords, millis: int, ip: str) -> Fields:
    """Return a tag as the LilyGO board tells it."""
    return {
        "smartcam_ip": ip,
        "camera_name": "OV2640",
        "tag_id": tag.tag_id,
        **tag.angles,
        **tag.place,
        "tag_size_percent": tag.size_percent,
        "distance_cm": abs(tag.z_cm),
        "timestamp": millis,
    }


def first_fields(tags: list[TagWords], millis: int) -> Fields:
    """Return what the very first firmware said: a list, and no event."""
    return {
        "tags": [
            {
                "id": tag.tag_id,
                "decision_margin": tag.decision_margin,
                **tag.angles,
                "x": tag.x_cm,
                "y": tag.y_cm,
                "z": tag.z_cm,
                "timestamp": millis,
            }
            for tag in tags
        ]
    }


def event_text(name: str, fields: Fields, *, is_nested: bool = False) -> str:
    """Return an event of a WebSocket; only old ones put the fields below `data`."""
    return json_text({"event": name, "data": fields} if is_nested else {"event": name, **fields})


def identify_text(device: str, token: str | None) -> str:
    """Return the first message of a device; without a token the field is missing."""
    told: Fields = {"type": "esp32", "device": device}
    if device == LILYGO:
        told["version"] = "2.0.1"
    if token is not None:
        told["auth_token"] = token
    return event_text("identify", told, is_nested=True)


def json_text(fields: Fields) -> str:
    """Return JSON as ArduinoJson writes it: no spaces, and 42.0 is 42."""
    return json.dumps(_shortened(fields), separators=(",", ":"), ensure_ascii=False)


def _shortened(value: object) -> object:
    if isinstance(value, dict):
        return {name: _shortened(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_shortened(part) for part in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def without_angles(fields: Fields) -> Fields:
    """Return fields as they are when a pose came out as no number."""
    return {
        name: None if name in ("yaw", "pitch", "roll") else value for name, value in fields.items()
    }


def single_quoted(text: str) -> str:
    """Return the JSON that is none, as people type it into games and sketches."""
    return text.replace('"', "'")
