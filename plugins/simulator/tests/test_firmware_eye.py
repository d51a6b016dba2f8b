"""What the firmware tells its sensor changes the next picture."""

import msgspec

from bridge_simulator.firmware_eye import FirmwareEye, PictureHead, packed
from bridge_simulator.scene import build_scene
from bridge_simulator.sensor import Sensor
from bridge_simulator.truth import GroundTruth


def test_an_eye_rests_until_it_is_started_and_while_it_is_told_to() -> None:
    eye = FirmwareEye()
    assert eye.is_resting
    eye.obey(b'{"do":"start","width_px":320,"height_px":240,"quality":20}')
    assert not eye.is_resting
    assert (eye.settings.framesize, eye.settings.quality) == ("320x240", 20)
    eye.obey(b'{"do":"standby","is_resting":true}')
    assert eye.is_resting


def test_an_eye_does_what_it_can_draw_and_passes_over_the_rest() -> None:
    eye = FirmwareEye()
    eye.obey(b'{"do":"apply","control":"hmirror","value":1}')
    eye.obey(b'{"do":"apply","control":"brightness","value":-3}')
    eye.obey(b'{"do":"apply","control":"gain-ceiling","value":5}')
    eye.light(40)
    settings = eye.settings
    assert (settings.hmirror, settings.brightness, settings.led) == (True, -2, True)


def test_a_picture_is_packed_with_its_truth() -> None:
    eye = FirmwareEye()
    eye.obey(b'{"do":"start","width_px":160,"height_px":120,"quality":12}')
    shot = Sensor(build_scene("table", 1), "cam-1").shoot(0, 7, eye.settings)
    line, _, rest = packed(shot, 250).partition(b"\n")
    head = msgspec.json.decode(line, type=PictureHead)
    assert (head.number, head.age_us, head.width_px, head.height_px) == (7, 250, 160, 120)
    assert rest[: head.jpeg_bytes] == shot.jpeg
    truth = msgspec.msgpack.decode(rest[head.jpeg_bytes :], type=GroundTruth)
    assert truth == shot.truth
    assert truth.tags
