"""The camera module: a scene, a lens and a sensor make a JPEG file and its truth."""

import math
from dataclasses import dataclass, field

import cv2
import msgspec
import numpy as np

from bridge.api import Intrinsics, Pose, Quaternion, Vector3
from bridge_simulator.backdrop import draw_backdrop
from bridge_simulator.boards import NEUTRAL, Pixels
from bridge_simulator.choices import pixels_of
from bridge_simulator.frame_number import is_covered, paint_frame_number
from bridge_simulator.jpeg import JpegEncoder
from bridge_simulator.painter import Planes, paint_ball, paint_board
from bridge_simulator.tag_table import Placing
from bridge_simulator.truth import GroundTruth, TagTruth
from bridge_simulator.view import PlacedBoard, Scene, View
from bridge_simulator.visible import true_tags

# As of the usual OV2640 module with its stock lens; the pose plugin assumes the same.
FIELD_OF_VIEW_RAD = math.radians(62.0)
_REFERENCE_WIDTH_PX = 640
_NOISE_MARGIN_PX = 64
_BRIGHTNESS_STEP = 18
_CONTRAST_STEP = 0.14
_LED_GAIN = 1.22
_MAX_EXPOSURE_PARTS = 4
# A quarter of a turn more than once about the axis of the lens.
_HALF_TURN = Quaternion(0.0, 0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Optics:
    """What lens, light and silicon do to a picture. Widths count for a VGA picture.

    `light` 1 is a lit room. `noise` is the standard deviation of one pixel's luma.
    """

    blur_px: float = 0.6
    noise: float = 1.6
    exposure_us: int = 8_000
    light: float = 1.0


@dataclass(frozen=True, slots=True)
class SensorSettings:
    """What can be commanded about the picture; ranges are those of `features`."""

    framesize: str = "VGA"
    quality: int = 12
    hmirror: bool = False
    vflip: bool = False
    brightness: int = 0
    contrast: int = 0
    led: bool = False


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: the file, and what is really in it."""

    jpeg: bytes
    truth: GroundTruth


@dataclass(slots=True)
class Sensor:
    """Takes pictures of a scene. Pure but for its caches; one thread at a time."""

    scene: Scene
    label: str
    seed: int = 0
    optics: Optics = field(default_factory=Optics)
    _encoder: JpegEncoder | None = field(default=None, repr=False)
    _encodes: tuple[str, int] = field(default=("", 0), repr=False)
    _noise: tuple[Pixels, Pixels] | None = field(default=None, repr=False)

    def shoot(self, time_us: int, frame_seq: int, settings: SensorSettings) -> Shot:
        """Return the picture at a time; the same arguments give the same bytes."""
        lens = lens_of(settings.framesize)
        encoder = self._prepare(settings, lens)
        planes = Planes(encoder.luma, encoder.blue, encoder.red)
        # A tag that somebody moves meanwhile is in the next picture, and in its truth.
        scene = self.scene.still()
        self._expose(scene, planes, lens, time_us)
        self._read_out(planes, frame_seq, settings)
        paint_frame_number(planes.luma, planes.blue, planes.red, frame_seq, self.label)
        tags = turned(true_tags(scene.at(time_us), lens), lens, settings)
        shown = tuple(tag for tag in tags if not is_covered(tag.corners_px, lens.width_px))
        return Shot(encoder.encode(), GroundTruth(frame_seq, lens, shown))

    def _prepare(self, settings: SensorSettings, lens: Intrinsics) -> JpegEncoder:
        wanted = (settings.framesize, settings.quality)
        if self._encoder is None or self._encodes != wanted:
            self._encoder = JpegEncoder(lens.width_px, lens.height_px, settings.quality)
            if self._encodes[0] != settings.framesize:
                self._noise = _draw_noise(lens, self.optics, self.seed)
            self._encodes = wanted
        return self._encoder

    def _expose(self, scene: Scene, planes: Planes, lens: Intrinsics, time_us: int) -> None:
        backdrop = draw_backdrop(lens)
        planes.luma[:], planes.blue[:], planes.red[:] = backdrop.luma, backdrop.blue, backdrop.red
        view = scene.at(time_us)
        if view.ball is not None:
            paint_ball(planes, lens, view.ball)
        moments = self._moments(scene, view, lens, time_us)
        order = range(len(view.boards))
        for index in sorted(order, key=lambda i: -view.boards[i].camera_from_board.translation.z):
            paint_board(planes, lens, [moment.boards[index] for moment in moments])
        sigma = self.optics.blur_px * lens.width_px / _REFERENCE_WIDTH_PX
        if sigma > 0:
            cv2.GaussianBlur(planes.luma, (0, 0), sigma, dst=planes.luma)

    def _moments(self, scene: Scene, view: View, lens: Intrinsics, time_us: int) -> list[View]:
        """Return the views of one exposure; its middle is what the truth speaks of."""
        exposure_us = self.optics.exposure_us
        if exposure_us <= 0:
            return [view]
        start, end = (scene.at(time_us + half) for half in (-exposure_us // 2, exposure_us // 2))
        path_px = max(
            (_path_px(a, b, lens) for a, b in zip(start.boards, end.boards, strict=True)),
            default=0.0,
        )
        parts = min(_MAX_EXPOSURE_PARTS, max(1, math.ceil(path_px)))
        return [
            scene.at(time_us + round(((part + 0.5) / parts - 0.5) * exposure_us))
            for part in range(parts)
        ]

    def _read_out(self, planes: Planes, frame_seq: int, settings: SensorSettings) -> None:
        gain = self.optics.light * (_LED_GAIN if settings.led else 1.0)
        _adjust(planes, gain, settings)
        if self._noise is not None:
            # The same grain in another place: drawing it anew would cost more than all the rest.
            jump = np.random.default_rng((self.seed, frame_seq)).integers(0, _NOISE_MARGIN_PX, 2)
            height, width = planes.luma.shape
            window = (slice(jump[0], jump[0] + height), slice(jump[1], jump[1] + width))
            cv2.add(planes.luma, self._noise[0][window], dst=planes.luma)
            cv2.subtract(planes.luma, self._noise[1][window], dst=planes.luma)
        _flip(planes, settings)


def lens_of(framesize: str) -> Intrinsics:
    """Return the lens for a frame size, given by name or as in `240x240`."""
    width_px, height_px = pixels_of(framesize)
    return Intrinsics.from_field_of_view(width_px, height_px, FIELD_OF_VIEW_RAD)


def slopes_at(lens: Intrinsics, x: float, y: float) -> tuple[float, float]:
    """Return x/z and y/z of the line to a place in the picture, 0 to 1 each way."""
    across_px, down_px = x * lens.width_px - 0.5, y * lens.height_px - 0.5
    return (across_px - lens.cx_px) / lens.fx_px, (down_px - lens.cy_px) / lens.fy_px


def unflipped(placing: Placing, settings: SensorSettings) -> Placing:
    """Return where a tag has to lie so that the picture, flipped or not, shows it there."""
    x = 1 - placing.x if settings.hmirror else placing.x
    y = 1 - placing.y if settings.vflip else placing.y
    turn = placing.turn
    if turn is not None and settings.hmirror and settings.vflip:
        turn += math.pi
    return msgspec.structs.replace(placing, x=x, y=y, turn=turn)


def turned(
    tags: tuple[TagTruth, ...], lens: Intrinsics, settings: SensorSettings
) -> tuple[TagTruth, ...]:
    """Return the truth of a flipped picture: mirrored tags are no tags, turned ones are."""
    if settings.hmirror != settings.vflip:
        return ()
    if not settings.hmirror:
        return tags
    return tuple(_turn(tag, lens) for tag in tags)


def _turn(tag: TagTruth, lens: Intrinsics) -> TagTruth:
    turn = Pose(Vector3(0.0, 0.0, 0.0), _HALF_TURN)
    a, b, c, d = ((lens.width_px - 1 - x, lens.height_px - 1 - y) for x, y in tag.corners_px)
    return TagTruth(tag.tag_id, tag.size_m, turn * tag.camera_from_tag, (a, b, c, d))


def _path_px(start: PlacedBoard, end: PlacedBoard, lens: Intrinsics) -> float:
    """Return roughly how far a board's centre moves across the picture."""
    a, b = start.camera_from_board.translation, end.camera_from_board.translation
    if min(a.z, b.z) <= 0:
        return 0.0
    return lens.fx_px * math.hypot(a.x / a.z - b.x / b.z, a.y / a.z - b.y / b.z)


def _draw_noise(lens: Intrinsics, optics: Optics, seed: int) -> tuple[Pixels, Pixels] | None:
    """Return what to add and what to take away, or None for a perfect sensor."""
    if optics.noise <= 0:
        return None
    shape = (lens.height_px + _NOISE_MARGIN_PX, lens.width_px + _NOISE_MARGIN_PX)
    grain = np.random.default_rng(seed).normal(0.0, optics.noise, shape)
    rounded = np.clip(np.rint(grain), -255, 255)
    return np.maximum(rounded, 0).astype(np.uint8), np.maximum(-rounded, 0).astype(np.uint8)


def _adjust(planes: Planes, gain: float, settings: SensorSettings) -> None:
    if gain == 1.0 and settings.brightness == 0 and settings.contrast == 0:
        return
    stretch = 1 + settings.contrast * _CONTRAST_STEP
    levels = np.arange(256) * gain
    levels = (levels - NEUTRAL) * stretch + NEUTRAL + settings.brightness * _BRIGHTNESS_STEP
    cv2.LUT(planes.luma, np.clip(np.rint(levels), 0, 255).astype(np.uint8), dst=planes.luma)
    colour = (np.arange(256) - NEUTRAL) * gain * stretch + NEUTRAL
    table = np.clip(np.rint(colour), 0, 255).astype(np.uint8)
    for plane in (planes.blue, planes.red):
        cv2.LUT(plane, table, dst=plane)


def _flip(planes: Planes, settings: SensorSettings) -> None:
    if not (settings.hmirror or settings.vflip):
        return
    # OpenCV's code: 1 mirrors left and right, 0 up and down, -1 both.
    code = -1 if settings.hmirror and settings.vflip else int(settings.hmirror)
    for plane in (planes.luma, planes.blue, planes.red):
        plane[:] = cv2.flip(plane, code)
