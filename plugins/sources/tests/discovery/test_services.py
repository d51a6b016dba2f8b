"""What mDNS announcements say about cameras."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge_sources.discovery.services import (
    ESP_CAM,
    ESPHOME,
    HTTP,
    SERVICE_TYPES,
    Announced,
    sighting_of,
)


def announced(
    service_type: str = HTTP, label: str = "esp32cam", fields: dict[str, str] | None = None
) -> Announced:
    return Announced(
        service_type,
        f"{label}.{service_type}",
        "device.local.",
        ("fe80::1", "192.168.1.50"),
        80,
        fields or {},
    )


def test_esp_cam_says_model_and_stream_port() -> None:
    camera = sighting_of(announced(ESP_CAM, "Porch", {"model": "OV2640", "stream_port": "81"}))
    assert camera is not None
    assert (camera.name, camera.kind, camera.standing) == ("Porch", "cameraserver", "offered")
    assert (camera.address, camera.port) == ("192.168.1.50", 80)
    assert (camera.model, camera.stream_port) == ("OV2640", 81)


def test_esphome_is_asked_where_its_camera_page_is() -> None:
    camera = sighting_of(
        msgspec.structs.replace(
            announced(ESPHOME, "porch-cam", {"friendly_name": "Porch", "board": "esp32cam"}),
            port=6053,
        )
    )
    assert camera is not None
    assert (camera.name, camera.kind, camera.port) == ("Porch", "esphome", 8081)
    assert camera.model == "esp32cam"


@pytest.mark.parametrize("label", ["esp32cam", "Front Camera", "ov2640 test", "timercam-1"])
def test_web_servers_that_look_like_cameras_are_offered(label: str) -> None:
    camera = sighting_of(announced(label=label))
    assert camera is not None
    assert (camera.kind, camera.standing) == ("auto", "offered")


def test_a_txt_field_may_tell_that_a_web_server_is_a_camera() -> None:
    camera = sighting_of(announced(label="thing", fields={"app": "MJPEG server"}))
    assert camera is not None
    assert camera.standing == "offered"


def test_tasmota_is_known_by_its_name() -> None:
    camera = sighting_of(announced(label="tasmota-1F2E3D"))
    assert camera is not None
    assert camera.kind == "tasmota"


@pytest.mark.parametrize("label", ["HP LaserJet", "nas", "homeassistant"])
def test_other_web_servers_are_unknown(label: str) -> None:
    camera = sighting_of(announced(label=label))
    assert camera is not None
    assert (camera.standing, camera.rank) == ("unknown", 0)
    assert "unknown web server" in camera.note


def test_what_is_outside_of_private_networks_is_nowhere() -> None:
    outside = msgspec.structs.replace(announced(), addresses=("8.8.8.8", "2001:4860::1"))
    assert sighting_of(outside) is None
    assert sighting_of(msgspec.structs.replace(announced(), addresses=())) is None
    assert sighting_of(msgspec.structs.replace(announced(), port=0)) is None


def test_names_lose_what_a_terminal_or_a_page_could_take_for_its_own() -> None:
    camera = sighting_of(announced(label="<b>cam\x1b[2J</b>" + "x" * 90))
    assert camera is not None
    assert set("<>/\x1b[").isdisjoint(camera.name)
    assert len(camera.name) <= 48


@given(
    st.sampled_from(SERVICE_TYPES),
    st.text(max_size=70),
    st.lists(st.text(max_size=20), max_size=3),
    st.integers(-1, 70_000),
    st.dictionaries(st.text(max_size=12), st.text(max_size=30), max_size=4),
)
def test_no_announcement_raises(
    kind: str, label: str, addresses: list[str], port: int, fields: dict[str, str]
) -> None:
    places = (*addresses, "192.168.1.50")
    camera = sighting_of(Announced(kind, f"{label}.{kind}", label, places, port, fields))
    assert camera is None or (camera.name and camera.name.isprintable())


@pytest.mark.parametrize(("text", "port"), [("81", 81), ("", 0), ("x", 0), ("99999", 0), ("²", 0)])
def test_a_stream_port_is_a_port_or_nothing(text: str, port: int) -> None:
    camera = sighting_of(announced(ESP_CAM, fields={"stream_port": text}))
    assert camera is not None
    assert camera.stream_port == port
