"""Names of sources and what becomes of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.api import parse_device_id, parse_display_name
from bridge_sources.kinds import KINDS, complete, control_page, snapshot_page, stream_page
from bridge_sources.records import (
    SOURCE_KINDS,
    SourceRecord,
    device_id_for,
    display_name_for,
    parse_source_name,
)


@pytest.mark.parametrize(
    ("name", "device_id"),
    [
        ("Front door (1)", "front-door-1"),
        ("ESP32 Camera (192.168.1.77)", "esp32-camera-192-168-1-77"),
        ("()", "camera-192-168-1-50"),
        ("x" * 64, "x" * 32),
    ],
)
def test_device_id_is_made_from_the_name(name: str, device_id: str) -> None:
    assert device_id_for(name, "192.168.1.50") == device_id


@given(st.from_regex(r"[A-Za-z0-9 _.()\-]{1,64}\Z"))
def test_every_name_gives_an_id_and_a_display_name(name: str) -> None:
    parse_device_id(device_id_for(name, "cam.local"))
    parse_display_name(display_name_for(name))


@pytest.mark.parametrize("name", ["", "  ", "a/b", "<b>", "x" * 65, "é", "a\nb"])
def test_name_that_people_could_not_use_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="use 1 to 64"):
        parse_source_name(name)


def test_secrets_are_not_shown() -> None:
    assert "secret" not in repr(SourceRecord(name="a", host="b", password="secret"))


def test_every_kind_has_its_pages() -> None:
    assert set(KINDS) == set(SOURCE_KINDS)


def completed(**fields: str | int) -> SourceRecord:
    return complete(SourceRecord(name="a", host="h", **fields))  # type: ignore[arg-type] # names


@pytest.mark.parametrize(
    ("record", "snapshot", "stream"),
    [
        (completed(kind="cameraserver"), "http://h:80/capture", "http://h:81/stream"),
        (completed(kind="multicam", port=8000), "http://h:8000/capture", "http://h:8001/stream"),
        (completed(kind="multicam", stream_port=80), "http://h:80/capture", "http://h:80/stream"),
        (completed(kind="easytarget"), "http://h:80/capture", "http://h:81/"),
        (completed(kind="esphome"), "http://h:8081/", "http://h:8080/"),
        (completed(kind="tasmota"), "http://h:80/snapshot.jpg", "http://h:81/stream"),
        (completed(kind="m5"), "http://h:80/api/v1/capture", "http://h:80/api/v1/stream"),
        (completed(kind="esp32cam"), "http://h:80/cam-hi.jpg", "http://h:80/cam.mjpeg"),
        (completed(kind="eloquent"), "http://h:80/jpeg", "http://h:80/mjpeg"),
        (completed(kind="mjpeg", path="/video"), None, "http://h:80/video"),
        (completed(kind="snapshot", path="/now.jpg"), "http://h:80/now.jpg", None),
        (
            completed(kind="tasmota", stream_port=80, stream_path="/wc.mjpeg"),
            "http://h:80/snapshot.jpg",
            "http://h:80/wc.mjpeg",
        ),
    ],
)
def test_pages_are_those_of_the_firmware(
    record: SourceRecord, snapshot: str | None, stream: str | None
) -> None:
    assert (snapshot and str(snapshot_page(record))) == snapshot
    assert (stream and str(stream_page(record))) == stream
    assert (stream_page(record) is None) == (stream is None)
    assert (snapshot_page(record) is None) == (snapshot is None)


def test_completing_twice_changes_nothing() -> None:
    for kind in KINDS:
        once = completed(kind=kind)
        assert complete(once) == once


def test_port_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="port 65536"):
        completed(kind="cameraserver", port=65535)


def test_settings_go_to_the_page_for_them() -> None:
    page = control_page(completed(kind="cameraserver"), "quality", 12)
    assert str(page) == "http://h:80/control?var=quality&val=12"
    assert control_page(completed(kind="m5"), "quality", 12) is None
