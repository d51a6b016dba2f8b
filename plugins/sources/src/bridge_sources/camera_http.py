"""A camera that is asked by HTTP: its stream while somebody looks, or picture by picture.

Knows: one camera's pages and manners. Does not know: who looks, who is told.
"""

import math
from collections.abc import Callable, Iterable

import trio

from bridge.api import Call, Event, FaultFound, FrameArrived, JsonScalar, RemoteProtocolError
from bridge_sources.camera import Outlet
from bridge_sources.control import CameraControl
from bridge_sources.http_client import CameraHttp, Exchange, HttpFailed
from bridge_sources.jpeg_walk import EOI, SOI
from bridge_sources.kinds import page_of, snapshot_page, status_page, stream_page
from bridge_sources.mjpeg import MjpegReader
from bridge_sources.pauses import Pauses
from bridge_sources.records import SourceFailed

# A stream that is silent for so long is dead: Wi-Fi went, or another program has the place.
SILENT_S = 10.0
# Texts instead of pictures keep a stream alive for so long.
PICTURELESS_S = 30.0
# How often a camera that nobody looks at is asked whether it is there.
PRESENCE_S = 30.0
# What a camera is asked for when nobody says how often.
POLL_HZ = 5.0
SNAPSHOT_WAIT_S = 3.0
# A camera whose stream was missing is asked for it again after this time.
NO_STREAM_S = 60.0
# What these answer to a page that they do not have.
_NO_STREAM = (400, 404, 405, 426, 501)


class HttpCamera:
    """Satisfies `bridge_sources.camera.Camera`."""

    def __init__(
        self, http: CameraHttp, outlet: Outlet, random: Callable[[], float] | None = None
    ) -> None:
        self._http = http
        self._outlet = outlet
        self._pauses = Pauses(random)
        self._control = CameraControl(http, outlet, self._take_new)
        self._is_streaming = False
        self._polls_until_s = -math.inf
        self._next = trio.Event()
        self._newest = b""
        self._due_s = 0.0

    def send_call(self, call: Call) -> bool:
        """Take a command without waiting; False if there is no room for it."""
        return self._control.send_call(call)

    async def status(self) -> dict[str, JsonScalar]:
        """Return what the camera says of itself."""
        return await self._control.status()

    async def run(self) -> None:
        """Fetch pictures while they are wanted, until cancelled."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._control.run)
            while True:
                try:
                    await (self._fetch() if self._outlet.is_wanted else self._rest())
                except (SourceFailed, RemoteProtocolError) as error:
                    self._outlet.note_fault(self._explain(error))
                    await trio.sleep(self._pauses.take_s())

    def _explain(self, error: Exception) -> str:
        return str(error) if isinstance(error, SourceFailed) else f"stream: {error}"

    async def _rest(self) -> None:
        """See whether the camera is there, and wait until somebody looks."""
        await self._look_after()
        self._outlet.note_answer()
        self._pauses.reset()
        with trio.move_on_after(PRESENCE_S):
            await self._outlet.wait_wanted()

    async def _look_after(self) -> None:
        """Ask the least that tells whether the camera is there, and how it is set."""
        if status_page(self._outlet.record) is not None:
            await self._control.status()
            return
        page = snapshot_page(self._outlet.record) or stream_page(self._outlet.record)
        await self._http.check_connection(page or page_of(self._outlet.record, "/"))

    async def _fetch(self) -> None:
        """Fetch pictures until nobody wants them any more."""
        failure: Exception | None = None
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._cancel_when_unwanted, nursery.cancel_scope)
            try:
                await self._fetch_always()
            except (SourceFailed, RemoteProtocolError) as error:
                failure = error
            nursery.cancel_scope.cancel()
        if failure is not None:
            raise failure

    async def _cancel_when_unwanted(self, fetching: trio.CancelScope) -> None:
        await self._outlet.wait_unwanted()
        fetching.cancel()

    async def _fetch_always(self) -> None:
        await self._control.look_once()
        page = None if self._is_polling() else stream_page(self._outlet.record)
        if page is None:
            await self._poll()
            return
        try:
            async with self._http.open(page) as exchange:
                await self._pull(exchange)
        except (HttpFailed, RemoteProtocolError) as error:
            if not _is_missing(error) or snapshot_page(self._outlet.record) is None:
                raise
            # Some boards use the stream's port for other things, or have none.
            self._polls_until_s = trio.current_time() + NO_STREAM_S
            self._outlet.publish(FaultFound("no_stream", f"asked for single pictures: {error}"))

    def _is_polling(self) -> bool:
        return trio.current_time() < self._polls_until_s

    async def _pull(self, exchange: Exchange) -> None:
        reader = MjpegReader(exchange.content_type)
        self._is_streaming = True
        last_s = trio.current_time()
        try:
            while True:
                data = await _receive(exchange)
                if self._take(reader.receive(data) if data else reader.finish()):
                    last_s = trio.current_time()
                if not data:
                    raise SourceFailed(f"{exchange.page}: the camera ended its stream")
                if trio.current_time() - last_s > PICTURELESS_S:
                    text = f"no picture came for {PICTURELESS_S:g} s"
                    raise SourceFailed(f"{exchange.page}: {text}; look at the camera's own page")
        finally:
            self._is_streaming = False

    def _take(self, events: Iterable[Event]) -> bool:
        """Pass on what came; tell whether there was a picture."""
        had_picture = False
        for event in events:
            if isinstance(event, FrameArrived):
                had_picture = True
                self._take_picture(event)
            else:
                self._outlet.publish(event)
        return had_picture

    def _take_picture(self, event: FrameArrived) -> None:
        self._pauses.reset()
        self._newest = event.jpeg
        self._next.set()
        self._next = trio.Event()
        self._control.learn_size(event.jpeg)
        if self._is_due():
            self._outlet.show(event.jpeg, event.times)
        else:
            self._outlet.publish(FaultFound("decimated", "more pictures came than were wanted"))

    def _is_due(self) -> bool:
        """Tell whether the wanted rate allows one more picture now."""
        hz = self._outlet.record.hz
        if not hz:
            return True
        now_s = trio.current_time()
        # A camera's pictures do not come like clockwork: a little early is in time.
        if now_s < self._due_s - 0.25 / hz:
            return False
        self._due_s = max(self._due_s + 1 / hz, now_s)
        return True

    async def _poll(self) -> None:
        """Ask for pictures one by one, no faster than they come."""
        gap_s = 1 / (self._outlet.record.hz or POLL_HZ)
        has_stream = stream_page(self._outlet.record) is not None
        while self._is_polling() or not has_stream:
            started_s = trio.current_time()
            jpeg = await self._capture()
            self._pauses.reset()
            self._control.learn_size(jpeg)
            self._outlet.show(jpeg)
            await trio.sleep(max(0.0, started_s + gap_s - trio.current_time()))

    async def snapshot(self) -> bytes:
        """Return one picture of now. A stream that runs anyway gives it."""
        if self._is_streaming:
            with trio.move_on_after(SNAPSHOT_WAIT_S):
                return await self._wait_next()
        return await self._take_new()

    async def _wait_next(self) -> bytes:
        await self._next.wait()
        return self._newest

    async def _take_new(self) -> bytes:
        """Return a picture that is taken after this was called."""
        if snapshot_page(self._outlet.record) is not None:
            return await self._capture()
        with trio.move_on_after(SILENT_S):
            if self._is_streaming:
                return await self._wait_next()
            return await self._first_of_stream()
        raise SourceFailed(f"{self._outlet.record.name}: no picture came within {SILENT_S:g} s")

    async def _first_of_stream(self) -> bytes:
        page = stream_page(self._outlet.record)
        if page is None:
            raise SourceFailed(f"{self._outlet.record.name}: it has no page with pictures")
        async with self._http.open(page) as exchange:
            try:
                reader = MjpegReader(exchange.content_type)
                while data := await exchange.receive():
                    for event in reader.receive(data):
                        if isinstance(event, FrameArrived):
                            return event.jpeg
            except RemoteProtocolError as error:
                raise SourceFailed(f"{page}: {error}") from None
        raise SourceFailed(f"{page}: it ended without a picture")

    async def _capture(self) -> bytes:
        page = snapshot_page(self._outlet.record)
        if page is None:
            raise SourceFailed(f"{self._outlet.record.name}: it gives no single pictures")
        body = (await self._http.get(page)).body
        end = body.rfind(EOI)
        if not body.startswith(SOI) or end < 0:
            raise HttpFailed(page, f"{len(body)} bytes that are no whole JPEG")
        return body[: end + 2]


def _is_missing(error: HttpFailed | RemoteProtocolError) -> bool:
    """Tell whether a stream is not there at all, rather than taken or broken."""
    if isinstance(error, HttpFailed):
        return error.is_closed or error.status in _NO_STREAM
    return error.code == "not_multipart"


async def _receive(exchange: Exchange) -> bytes:
    """Return more of a stream; SourceFailed when it has gone silent."""
    with trio.move_on_after(SILENT_S):
        return await exchange.receive()
    text = f"silent for {SILENT_S:g} s; is it on, and does no other program watch it?"
    raise SourceFailed(f"{exchange.page}: {text}")
