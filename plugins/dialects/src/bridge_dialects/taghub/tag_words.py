"""Tags in the words of the system's devices, read as far as they make sense.

Knows: the fields of all known firmwares. Does not know: links, who reads the tags.
"""

import math
from collections.abc import Mapping

from bridge.api import (
    JsonScalar,
    Pose,
    PoseSolution,
    TagDetection,
    TagDetections,
    TagsArrived,
    Times,
    Vector3,
)
from bridge_dialects.taghub.messages import Words, body_of
from bridge_dialects.taghub.tag_poses import TagAngles, pose_from_words

MAX_TAGS = 32
MAX_FIELDS = 40
MAX_NAME_CHARS = 48
MAX_VALUE_CHARS = 200
MAX_TAG_ID = 1_000_000
# Whole numbers beyond this have no exact form in JavaScript; nothing here counts so far.
_LARGEST = 2**53
_FAR_M = 1000.0
# No board reads a tag of a few centimetres from here: a larger number is in centimetres.
_METRES_UP_TO = 5.0
_ONE_MS_US = 1000


def read_tags(words: Words, family: str, frame_seq: int, sender: str = "") -> TagsArrived | None:
    """Return the tags of a message, flat, nested or in a list; None if it tells none.

    An empty list is told: the device looked, and saw nothing. A `sender` takes the place
    of the address that the device believes it has.
    """
    told = _tags_in(words)
    if told is None:
        return None
    if sender:
        told = [{**fields, "smartcam_ip": sender} for fields in told]
    tags = tuple(tag for fields in told if (tag := _read_tag(fields, family)) is not None)
    if told and not tags:
        return None
    return TagsArrived(TagDetections(frame_seq, None, tags), _times(tags))


def _tags_in(words: Words) -> list[Words] | None:
    for holder in (words, body_of(words)):
        listed = holder.get("tags")
        if isinstance(listed, list):
            return [tag for tag in listed[:MAX_TAGS] if isinstance(tag, dict)]
    body = body_of(words)
    for holder in (body, words):
        if "tag_id" in holder or (holder is not words and "id" in holder):
            return [holder]
    return None


def _read_tag(words: Words, family: str) -> TagDetection | None:
    raw = plain_fields(words)
    tag_id = raw.get("tag_id", raw.get("id"))
    if isinstance(tag_id, bool) or not isinstance(tag_id, int | float):
        return None
    if tag_id != int(tag_id) or not 0 <= tag_id < MAX_TAG_ID:
        return None
    pose = _read_pose(raw)
    solutions = () if pose is None else (PoseSolution(pose, None),)
    margin = _number(raw, "decision_margin")
    return TagDetection(int(tag_id), family, None, None, margin, None, solutions, raw)


def plain_fields(words: Words) -> dict[str, JsonScalar]:
    """Return the fields of a message that are plain values, without `event`."""
    found: dict[str, JsonScalar] = {}
    for name, value in words.items():
        if name == "event" or len(name) > MAX_NAME_CHARS:
            continue
        if isinstance(value, str | int | float | bool | None) and len(found) < MAX_FIELDS:
            found[_sayable(name)] = _plain(value)
    return found


def _plain(value: JsonScalar) -> JsonScalar:
    if isinstance(value, str):
        return _sayable(value[:MAX_VALUE_CHARS])
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, int) and abs(value) > _LARGEST:
        return None
    return value


def _sayable(text: str) -> str:
    # Half of a surrogate pair has no form in UTF-8, and would fail in some reader's hands.
    return text.encode("utf-8", "replace").decode("utf-8")


def _read_pose(raw: Mapping[str, JsonScalar]) -> Pose | None:
    yaw, pitch, roll = (_number(raw, name) for name in ("yaw", "pitch", "roll"))
    place = _read_place(raw)
    if yaw is None or pitch is None or roll is None or place is None:
        return None
    return pose_from_words(TagAngles(yaw, pitch, roll), place)


def _read_place(raw: Mapping[str, JsonScalar]) -> Vector3 | None:
    """Return where the camera is in the tag's space, in metres.

    The first firmware said `x` instead of `x_cm` and meant metres. It also read them after
    it had given back their memory, so that they often are zero, which is no place.
    """
    scale = 0.01
    found = [_number(raw, name) for name in ("x_cm", "y_cm", "z_cm")]
    if None in found:
        found = [_number(raw, name) for name in ("x", "y", "z")]
        largest = max((abs(value) for value in found if value is not None), default=0.0)
        scale = 1.0 if largest < _METRES_UP_TO else 0.01
    x, y, z = found
    if x is None or y is None or z is None:
        return None
    place = Vector3(x * scale, y * scale, z * scale)
    return place if 0 < place.norm() <= _FAR_M else None


def _number(raw: Mapping[str, JsonScalar], name: str) -> float | None:
    value = raw.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)


def _times(tags: tuple[TagDetection, ...]) -> Times:
    """Return the device's own time, which counts milliseconds since it was switched on."""
    told = _number(tags[0].raw, "timestamp") if tags else None
    return Times(device_us=None if told is None or told < 0 else int(told) * _ONE_MS_US)


def is_device_word(tag: TagDetection) -> bool:
    """Tell whether a tag was found and told by a device of this system."""
    return "tag_id" in tag.raw or ("id" in tag.raw and "yaw" in tag.raw)


def flat_fields(tag: TagDetection) -> dict[str, JsonScalar]:
    """Return a device's own words under the names that games read."""
    if "tag_id" in tag.raw:
        return dict(tag.raw)
    place = _read_place(tag.raw)
    told: dict[str, JsonScalar] = {"tag_id": tag.tag_id}
    told |= {name: value for name, value in tag.raw.items() if name not in ("id", "x", "y", "z")}
    for name in ("x", "y", "z") if place is not None else ():
        told[f"{name}_cm"] = round(getattr(place, name) * 100, 1)
    return told


def is_behind_camera(tag: TagDetection) -> bool:
    """Tell whether a tag is where no camera sees it: the device counts otherwise."""
    return any(solution.camera_from_tag.translation.z <= 0 for solution in tag.solutions)
