"""Where each firmware keeps its pictures. Facts only; docs/how-to/pull-a-camera.md explains."""

from dataclasses import dataclass

import msgspec

from bridge_sources.http_client import Page
from bridge_sources.records import SourceRecord

MAX_PORT = 65535


@dataclass(frozen=True, slots=True)
class Kind:
    """A firmware's pages. Empty paths are pages that it does not have.

    The stream's port is `stream_offset` away from the port of the others.
    """

    title: str
    port: int = 80
    snapshot_path: str = ""
    stream_path: str = ""
    stream_offset: int = 0
    status_path: str = ""
    control_path: str = ""


_CAMERASERVER = Kind(
    "Espressif CameraWebServer", 80, "/capture", "/stream", 1, "/status", "/control"
)
KINDS: dict[str, Kind] = {
    "cameraserver": _CAMERASERVER,
    "multicam": _CAMERASERVER,
    "easytarget": Kind(
        "easytarget esp32-cam-webserver", 80, "/capture", "/", 1, "/status", "/control"
    ),
    "esphome": Kind("ESPHome camera web server", 8081, "/", "/", -1),
    "tasmota": Kind("Tasmota", 80, "/snapshot.jpg", "/stream", 1),
    "m5": Kind("M5Stack UserDemo", 80, "/api/v1/capture", "/api/v1/stream"),
    "esp32cam": Kind("esp32cam (yoursunny)", 80, "/cam-hi.jpg", "/cam.mjpeg"),
    "eloquent": Kind("EloquentEsp32cam", 80, "/jpeg", "/mjpeg"),
    "mjpeg": Kind("MJPEG stream", 80, "", "/"),
    "snapshot": Kind("pictures on request", 80, "/"),
    "capture81": Kind("capture on port 81", 81),
    "auto": Kind("not known yet"),
}


def complete(record: SourceRecord) -> SourceRecord:
    """Return a record with the ports and paths of its kind where it says nothing."""
    kind = KINDS[record.kind]
    port = record.port or kind.port
    is_stream = record.kind == "mjpeg"
    stream_path = record.stream_path or (record.path if is_stream else "") or kind.stream_path
    stream_port = record.stream_port or port + kind.stream_offset
    if not 1 <= stream_port <= MAX_PORT:
        raise ValueError(f"source {record.name!r}: its stream would be at port {stream_port}")
    return msgspec.structs.replace(
        record,
        port=port,
        path=record.path or (stream_path if is_stream else kind.snapshot_path),
        stream_port=stream_port if stream_path else 0,
        stream_path=stream_path,
    )


def page_of(record: SourceRecord, path: str, port: int = 0) -> Page:
    """Return a page of the camera."""
    return Page(record.host, port or record.port, path, record.user, record.password)


def snapshot_page(record: SourceRecord) -> Page | None:
    """Return where one picture is, or None for a camera that only streams."""
    if record.kind == "mjpeg" or not record.path:
        return None
    return page_of(record, record.path)


def stream_page(record: SourceRecord) -> Page | None:
    """Return where the stream is, or None for a camera that must be asked each time."""
    if not record.stream_path:
        return None
    return page_of(record, record.stream_path, record.stream_port)


def status_page(record: SourceRecord) -> Page | None:
    """Return where the camera says how it is set, or None."""
    path = KINDS[record.kind].status_path
    return page_of(record, path) if path else None


def control_page(record: SourceRecord, name: str, value: int) -> Page | None:
    """Return the page that sets one variable, or None for a camera that takes none."""
    path = KINDS[record.kind].control_path
    return page_of(record, f"{path}?var={name}&val={value}") if path else None
