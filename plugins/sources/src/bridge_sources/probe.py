"""What kind of camera is there? A few small questions, one after the other.

Each question is one GET of which only the head is read, except for /status, which is
short. The first answer that tells a firmware ends it.
"""

from collections.abc import Iterator

import msgspec
import trio

from bridge.api import JsonScalar, RemoteProtocolError
from bridge_sources.control import parse_status
from bridge_sources.http_client import CameraHttp, HttpFailed, Page
from bridge_sources.kinds import KINDS, complete, page_of
from bridge_sources.mjpeg_parts import parse_boundary
from bridge_sources.records import SourceFailed, SourceKind, SourceRecord

ALL_S = 40.0
_USUAL_PORT = 80
_EASYTARGET_WORDS = ("lamp", "cam_name", "stream_url", "min_frame_time")
# Pages that only one firmware has, the commonest first.
_PICTURES: tuple[tuple[SourceKind, str], ...] = (
    ("cameraserver", "/capture"),
    ("tasmota", "/snapshot.jpg"),
    ("m5", "/api/v1/capture"),
    ("esp32cam", "/cam-lo.jpg"),
    ("eloquent", "/jpeg"),
)
# Where a server that is no known firmware may have its stream.
_STREAM_PATHS = ("/stream", "/", "/mjpeg", "/video")
_WEBSOCKET_SERVER = "arduino-websocketsserver"


async def find_kind(http: CameraHttp, record: SourceRecord) -> SourceRecord:
    """Return the record with the kind that was found, and its ports and paths.

    SourceFailed says what was asked and what to do.
    """
    if record.kind != "auto":
        return complete(record)
    with trio.move_on_after(ALL_S):
        return complete(await _Probe(http, record).find())
    raise SourceFailed(
        f"{record.name!r} at {record.host}: it took longer than {ALL_S:g} s to find out what it "
        "is; say its kind"
    )


class _Probe:
    """Questions to one host."""

    def __init__(self, http: CameraHttp, record: SourceRecord) -> None:
        self._http = http
        self._record = record
        self._asked: list[str] = []
        self._unreachable: set[int] = set()

    async def find(self) -> SourceRecord:
        if self._record.path:
            return await self._look_at_path()
        for kind, port in self._places():
            found = await self._ask(kind, port)
            if found is not None:
                return found
        raise SourceFailed(
            f"{self._record.name!r} at {self._record.host}: no camera that the bridge knows; "
            f"asked {'; '.join(self._asked)}; say its kind ({', '.join(KINDS)}) or the whole "
            "address of its stream"
        )

    def _places(self) -> Iterator[tuple[str, int]]:
        """Say what to ask at which port, in order."""
        port = self._record.port
        for question in ("status", "pictures", "streams"):
            yield question, port or _USUAL_PORT
        if not port:
            yield "esphome", KINDS["esphome"].port
        yield "capture81", port or KINDS["capture81"].port

    async def _ask(self, question: str, port: int) -> SourceRecord | None:
        if port in self._unreachable:
            return None
        match question:
            case "status":
                return await self._ask_status(port)
            case "pictures":
                return await self._ask_pictures(port)
            case "streams":
                return await self._ask_streams(port)
            case "esphome":
                kind = await self._type_of(self._page("/", port))
                return self._as("esphome", 0) if kind.startswith("image/jpeg") else None
            case _:
                return await self._ask_websocket(port)

    async def _ask_status(self, port: int) -> SourceRecord | None:
        page = self._page("/status", port)
        try:
            status = parse_status((await self._http.get(page)).body)
        except RemoteProtocolError:
            self._asked.append(f"{page}: no JSON")
            return None
        except HttpFailed as error:
            self._note(page, error)
            return None
        return self._of_status(status, port)

    def _of_status(self, status: dict[str, JsonScalar], port: int) -> SourceRecord | None:
        if "framesize" not in status:
            self._asked.append(f"port {port}: a /status without framesize")
            return None
        is_easytarget = any(word in status for word in _EASYTARGET_WORDS)
        return self._as("easytarget" if is_easytarget else "cameraserver", port)

    async def _ask_pictures(self, port: int) -> SourceRecord | None:
        for kind, path in _PICTURES:
            if port in self._unreachable:
                return None
            if (await self._type_of(self._page(path, port))).startswith("image/jpeg"):
                return self._as(kind, port)
        return None

    async def _ask_streams(self, port: int) -> SourceRecord | None:
        for path in _STREAM_PATHS:
            if port in self._unreachable:
                return None
            found = self._of_type(await self._type_of(self._page(path, port)), path, port)
            if found is not None:
                return found
        return None

    async def _look_at_path(self) -> SourceRecord:
        port = self._record.port or _USUAL_PORT
        page = self._page(self._record.path, port)
        content_type = await self._type_of(page)
        found = self._of_type(content_type, self._record.path, port)
        if found is None:
            what = f"{content_type!r} is no picture" if content_type else self._asked[-1]
            raise SourceFailed(f"{self._record.name!r}: {page}: {what}")
        return found

    def _of_type(self, content_type: str, path: str, port: int) -> SourceRecord | None:
        if parse_boundary(content_type) is not None:
            return self._as("mjpeg", port, path)
        if content_type.startswith("image/jpeg"):
            return self._as("snapshot", port, path)
        return None

    async def _ask_websocket(self, port: int) -> SourceRecord | None:
        page = self._page("/", port)
        try:
            async with self._http.open(page):
                return None
        except HttpFailed as error:
            self._note(page, error)
            is_found = error.server.lower() == _WEBSOCKET_SERVER
            return self._as("capture81", port) if is_found else None

    async def _type_of(self, page: Page) -> str:
        """Return the content type of a page, or nothing if it cannot be had."""
        try:
            async with self._http.open(page) as exchange:
                content_type = exchange.content_type.strip().lower()
        except HttpFailed as error:
            self._note(page, error)
            return ""
        self._asked.append(f"{page}: {content_type or 'of no type'}")
        # Boundaries are told apart by case.
        return content_type if parse_boundary(content_type) is None else exchange.content_type

    def _note(self, page: Page, error: HttpFailed) -> None:
        if error.status in (401, 403):
            raise error
        if error.status is None:
            self._unreachable.add(page.port)
        text = str(error).removeprefix(f"{page}: ")
        self._asked.append(f"{page.port}{page.path}: {text.partition(';')[0]}")

    def _page(self, path: str, port: int) -> Page:
        return page_of(self._record, path, port)

    def _as(self, kind: SourceKind, port: int, path: str = "") -> SourceRecord:
        return msgspec.structs.replace(self._record, kind=kind, port=port, path=path)
