"""Defaults are safe, and wrong values are refused before anything starts."""

import msgspec
import pytest

from bridge_video.settings import VideoSettings


def test_empty_table_gives_the_defaults() -> None:
    settings = msgspec.convert({}, VideoSettings)
    assert (settings.preset, settings.crf, settings.key_frame_s) == ("superfast", 26, 10.0)
    assert (settings.min_width_px, settings.max_width_px) == (16, 2048)


@pytest.mark.parametrize(
    "table",
    [{"crf": 0}, {"key_frame_s": 0.1}, {"budget_ms": 0}, {"min_height_px": 4}, {"fps": 30}],
)
def test_values_that_make_no_sense_are_refused(table: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(table, VideoSettings)


def test_every_setting_explains_itself_to_a_form() -> None:
    schema = msgspec.json.schema(VideoSettings)["$defs"]["VideoSettings"]
    assert all("title" in field for field in schema["properties"].values())
