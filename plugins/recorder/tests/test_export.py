"""Films that players open, as long as what was recorded."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import msgspec
import pytest

from bridge.api import Sample
from bridge_recorder.export import Film, export_mp4, parameter_sets
from bridge_recorder.picture_source import ExportRefused
from bridge_recorder.recording_file import RecordingFile
from plugins.recorder.tests.conftest import (
    JPEG_SPEC,
    encode_h264,
    h264_sample,
    jpeg_sample,
    number_sample,
    paint_jpeg,
)

BuildFile = Callable[[], RecordingFile]
JPEG, H264 = "device/cam-1/camera/jpeg", "device/cam-1/camera/h264"
# A camera that stumbles: 30 pictures a second, then a pause, then 10 a second.
TIMES_US = [n * 33_333 for n in range(15)] + [1_500_000 + n * 100_000 for n in range(15)]


@dataclass
class Shown:
    """What a player sees."""

    times_s: list[float]
    duration_s: float
    size: tuple[int, int]
    codec: str
    key_frames: int


def play(path: Path) -> Shown:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert stream.time_base is not None
        assert stream.duration is not None
        duration_s = float(stream.duration * stream.time_base)
        frames = list(container.decode(stream))
        times = [float((frame.pts or 0) * (frame.time_base or Fraction(1))) for frame in frames]
        keys = sum(frame.key_frame for frame in frames)
        name = stream.codec_context.name
        return Shown(times, duration_s, (frames[0].width, frames[0].height), name, keys)


def record(file: RecordingFile, samples: list[Sample]) -> Path:
    file.write(samples, 0)
    final = file.part.with_suffix("")
    file.finish(final, {})
    return final


def export(source: Path, topic: str | None = None) -> tuple[Film, Shown]:
    target = source.with_suffix(".mp4")
    film = export_mp4(source, topic, target, lambda _done, _all: None)
    return film, play(target)


def recorded_h264(count: int) -> list[Sample]:
    units = encode_h264(count)
    return [
        Sample(H264, h264_sample(0).spec, seq, at_us, at_us, payload=unit, flags=int(is_key))
        for seq, ((unit, is_key), at_us) in enumerate(zip(units, TIMES_US, strict=False))
    ]


def test_film_of_jpeg_has_every_picture_at_its_time(build_file: BuildFile) -> None:
    samples = [jpeg_sample(n, paint_jpeg(n), TIMES_US[n]) for n in range(30)]
    film, shown = export(record(build_file(), samples))
    assert shown.times_s == pytest.approx([us / 1e6 for us in TIMES_US], abs=1e-4)
    assert shown.duration_s == pytest.approx(TIMES_US[-1] / 1e6 + 0.1, abs=1e-3)
    assert film == Film(JPEG, 30, 0, film.duration_us)
    assert film.duration_us == pytest.approx(shown.duration_s * 1e6, abs=1000)
    assert shown.key_frames < 30  # Decoded JPEG files must not make key frames of all.


def test_film_of_h264_has_every_picture_at_its_time_and_is_not_encoded_again(
    build_file: BuildFile,
) -> None:
    samples = recorded_h264(30)
    source = record(build_file(), samples)
    film, shown = export(source)
    assert shown.times_s == pytest.approx([us / 1e6 for us in TIMES_US], abs=1e-4)
    assert film.pictures == 30
    slice_bytes = samples[5].payload[-40:]
    assert slice_bytes in source.with_suffix(".mp4").read_bytes()


def test_film_of_h264_begins_at_the_first_key_frame(build_file: BuildFile) -> None:
    film, shown = export(record(build_file(), recorded_h264(30)[3:]))
    assert film.pictures == len(shown.times_s) == 20
    assert shown.times_s[0] == 0


def test_index_stands_in_front_of_the_pictures(build_file: BuildFile) -> None:
    source = record(build_file(), recorded_h264(12))
    export(source)
    raw = source.with_suffix(".mp4").read_bytes()
    assert raw.index(b"moov") < raw.index(b"mdat")


def test_pictures_that_change_size_are_fitted_to_the_first(build_file: BuildFile) -> None:
    sizes = [(64, 48), (64, 48), (160, 120), (63, 47)]
    samples = [jpeg_sample(n, paint_jpeg(n, *size), n * 40_000) for n, size in enumerate(sizes)]
    film, shown = export(record(build_file(), samples))
    assert (film.pictures, shown.size) == (4, (64, 48))


def test_damaged_pictures_are_left_out_and_counted(build_file: BuildFile) -> None:
    payloads = [b"\xff\xd8rubbish", paint_jpeg(1), b"\xff\xd8", paint_jpeg(3)]
    samples = [jpeg_sample(n, raw, n * 40_000) for n, raw in enumerate(payloads)]
    film, shown = export(record(build_file(), samples))
    assert (film.pictures, film.left_out, len(shown.times_s)) == (2, 2, 2)


def test_video_with_other_parameters_is_left_out_until_the_first_ones_return(
    build_file: BuildFile,
) -> None:
    units = recorded_h264(20)
    strange = units[10].payload.replace(parameter_sets(units[10].payload)[0][:4], b"gB\xc0\x0b")
    units[10] = msgspec.structs.replace(units[10], payload=strange)
    film, _ = export(record(build_file(), units))
    assert (film.pictures, film.left_out) == (10, 10)


def test_clock_that_steps_back_gives_a_film_all_the_same(build_file: BuildFile) -> None:
    times = [100_000, 50_000, 50_000, 200_000]
    samples = [
        Sample(JPEG, JPEG_SPEC, n, us, n * 1000, payload=paint_jpeg(n), flags=1)
        for n, us in enumerate(times)
    ]
    _, shown = export(record(build_file(), samples))
    assert shown.times_s == sorted(shown.times_s)
    assert len(shown.times_s) == 4


def test_single_picture_is_a_film_too(build_file: BuildFile) -> None:
    film, shown = export(record(build_file(), [jpeg_sample(0, paint_jpeg(0))]))
    assert film.pictures == 1
    assert shown.duration_s == pytest.approx(1 / 30, abs=1e-3)


def test_topic_must_be_clear(build_file: BuildFile) -> None:
    both = [jpeg_sample(0, paint_jpeg(0)), *recorded_h264(2), number_sample(1)]
    source = record(build_file(), both)
    with pytest.raises(ExportRefused, match=f"say which.*{JPEG}.*{H264}"):
        export(source)
    with pytest.raises(ExportRefused, match="no pictures of 'x/stream/a'"):
        export(source, "x/stream/a")
    assert export(source, H264)[0].topic == H264


@pytest.mark.parametrize("samples", [[], [number_sample(1)]])
def test_recording_without_pictures_is_refused(
    build_file: BuildFile, samples: list[Sample]
) -> None:
    with pytest.raises(ExportRefused, match="none"):
        export(record(build_file(), samples))


def test_nothing_is_left_behind_when_there_is_nothing_to_show(
    build_file: BuildFile, tmp_path: Path
) -> None:
    source = record(build_file(), [jpeg_sample(0, b"\xff\xd8rubbish")])
    with pytest.raises(ExportRefused, match="no picture of it"):
        export(source)
    assert list(tmp_path.iterdir()) == [source]


def test_file_that_is_no_recording_is_refused_by_name(tmp_path: Path) -> None:
    source = tmp_path / "holiday.mcap"
    source.write_bytes(b"not a recording")
    with pytest.raises(ExportRefused, match=r"holiday\.mcap"):
        export(source)


def test_progress_counts_pictures_and_may_stop_the_work(
    build_file: BuildFile, tmp_path: Path
) -> None:
    source = record(build_file(), [jpeg_sample(n, paint_jpeg(n), n) for n in range(5)])
    told: list[tuple[int, int]] = []

    def on_progress(done: int, total: int) -> None:
        told.append((done, total))
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_mp4(source, None, tmp_path / "film.mp4", on_progress)
    assert told == [(1, 5), (2, 5), (3, 5)]
    assert list(tmp_path.iterdir()) == [source]
