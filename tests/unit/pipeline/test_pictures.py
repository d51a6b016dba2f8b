import pytest

from bridge.model.camera import Picture, Plane
from bridge.model.errors import SampleRefused
from bridge.pipeline.pictures import PictureSource
from bridge.testing.fakes import FakeClock, build_hub


class CountingDecoder:
    """Decodes to one grey pixel, or refuses."""

    decoded = 0

    def decode(self, payload: bytes) -> Picture:
        CountingDecoder.decoded += 1
        if payload == b"bad":
            raise SampleRefused("undecodable", "told to")
        return Picture(1, 1, (Plane(memoryview(payload), 1, 1, 1),))


def test_a_picture_is_decoded_once_for_all_stages() -> None:
    CountingDecoder.decoded = 0
    sample = build_hub(FakeClock()).publish("device/a/camera/jpeg", payload=b"j")
    first, second = PictureSource(CountingDecoder), PictureSource(CountingDecoder)
    assert first.picture(sample) is second.picture(sample)
    assert CountingDecoder.decoded == 1


def test_a_refusal_is_shared_as_well() -> None:
    CountingDecoder.decoded = 0
    sample = build_hub(FakeClock()).publish("device/a/camera/jpeg", payload=b"bad")
    source = PictureSource(CountingDecoder)
    for _ in range(2):
        with pytest.raises(SampleRefused, match="told to"):
            source.picture(sample)
    assert CountingDecoder.decoded == 1
