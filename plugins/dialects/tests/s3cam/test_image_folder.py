"""Saved pictures are found again, counted, and never too many."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from bridge_dialects.s3cam.image_folder import ImageFolder, count_images

MORNING = datetime(2026, 1, 2, 9, 30, tzinfo=UTC)
NOON = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)


def build(root: Path, max_images: int = 100, max_bytes: int = 10_000) -> ImageFolder:
    return ImageFolder(root / "images", max_images, max_bytes)


def test_pictures_are_numbered_within_their_hour(tmp_path: Path) -> None:
    folder = build(tmp_path)
    paths = [folder.save(b"picture", at).path for at in (MORNING, MORNING, NOON)]
    assert paths == [
        "2026-01-02/09-00-00/1.jpg",
        "2026-01-02/09-00-00/2.jpg",
        "2026-01-02/12-00-00/1.jpg",
    ]
    assert all((tmp_path / "images" / path).read_bytes() == b"picture" for path in paths)
    assert [file.name for file in (tmp_path / "images").glob("**/*.part")] == []


def test_the_next_run_goes_on_where_this_one_ended(tmp_path: Path) -> None:
    build(tmp_path).save(b"picture", MORNING)
    folder = build(tmp_path)
    assert folder.load() is False
    assert folder.last is not None
    assert (folder.last.path, folder.last.size_bytes) == ("2026-01-02/09-00-00/1.jpg", 7)
    assert folder.save(b"picture", MORNING).number == 2
    (tmp_path / "images" / "2026-01-02" / "09-00-00" / "notes.jpg").write_bytes(b"?")
    assert len(folder.images) == 2


def test_the_oldest_make_room_by_count(tmp_path: Path) -> None:
    folder = build(tmp_path, max_images=2)
    for at in (MORNING, NOON, NOON):
        folder.save(b"picture", at)
    assert [image.path for image in folder.images] == [
        "2026-01-02/12-00-00/1.jpg",
        "2026-01-02/12-00-00/2.jpg",
    ]
    assert not (tmp_path / "images" / "2026-01-02" / "09-00-00").exists()


def test_one_picture_at_most_is_one_picture(tmp_path: Path) -> None:
    folder = build(tmp_path, max_images=1)
    for _ in range(3):
        folder.save(b"picture", MORNING)
    assert [image.number for image in folder.images] == [3]


def test_the_oldest_make_room_by_bytes(tmp_path: Path) -> None:
    folder = build(tmp_path, max_bytes=1000)
    for _ in range(5):
        folder.save(bytes(400), MORNING)
    assert [image.number for image in folder.images] == [4, 5]
    smaller = build(tmp_path, max_bytes=500)
    smaller.load()
    assert [image.number for image in smaller.images] == [5]


def test_the_switch_is_remembered(tmp_path: Path) -> None:
    build(tmp_path).remember_switch(is_on=True)
    assert build(tmp_path).load() is True
    build(tmp_path).remember_switch(is_on=False)
    build(tmp_path).remember_switch(is_on=False)
    assert build(tmp_path).load() is False


def test_counts_are_by_day_and_hour(tmp_path: Path) -> None:
    folder = build(tmp_path)
    for at in (MORNING, MORNING, NOON):
        folder.save(b"picture", at)
    assert msgspec.to_builtins(count_images(folder.images)) == {
        "total_dirs": 2,
        "total_images": 3,
        "by_date": {
            "2026-01-02": {
                "hour_dirs": 2,
                "images": 3,
                "hours": {"09-00-00": {"images": 2}, "12-00-00": {"images": 1}},
            }
        },
        "by_hour": {
            "2026-01-02/09-00-00": {"images": 2},
            "2026-01-02/12-00-00": {"images": 1},
        },
    }
