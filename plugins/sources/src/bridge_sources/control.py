"""Commands for cameras: one at a time, and answered with what took effect."""

import contextlib
from collections.abc import Awaitable, Callable

import msgspec
import trio

from bridge.api import (
    Ack,
    AckStage,
    Call,
    DeviceHealth,
    HealthArrived,
    JsonScalar,
    RemoteProtocolError,
)
from bridge_sources.camera import Outlet
from bridge_sources.framesize import FramesizeScale, Size, parse_size, size_text
from bridge_sources.http_client import CameraHttp, HttpFailed
from bridge_sources.jpeg_walk import picture_size
from bridge_sources.kinds import control_page, status_page
from bridge_sources.records import SourceFailed
from bridge_sources.variables import (
    CAPTURE,
    REBOOT,
    RESOLUTION,
    decode_value,
    encode_value,
    features_for,
    is_wide_sensor,
    number_in,
)

# A camera does one thing at a time; whoever asks for more than this is told to wait.
MAX_WAITING = 8
MAX_STATUS_KEYS = 200
# Pictures that were taken before a change are still in the camera's buffers.
PICTURES_TO_MEASURE = 3
# Some of those may still come on the stream after the change was measured.
PICTURES_TO_PASS = 5
FRAMESIZE = "framesize"

TakePicture = Callable[[], Awaitable[bytes]]


class CallRejected(Exception):
    """The camera cannot do that; `code` goes into the ack."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def parse_status(body: bytes) -> dict[str, JsonScalar]:
    """Return a camera's /status; RemoteProtocolError if it is no flat JSON object."""
    try:
        found = msgspec.json.decode(body, type=dict[str, str | int | float | bool | None])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RemoteProtocolError("bad_status", f"no flat JSON object: {error}") from None
    if len(found) > MAX_STATUS_KEYS:
        raise RemoteProtocolError("bad_status", f"{len(found)} values: at most {MAX_STATUS_KEYS}")
    return dict(found)


class CameraControl:
    """Knows how one camera is set, and sets it."""

    def __init__(self, http: CameraHttp, outlet: Outlet, take_picture: TakePicture) -> None:
        self._http = http
        self._outlet = outlet
        self._take_picture = take_picture
        self._send, self._calls = trio.open_memory_channel[Call](MAX_WAITING)
        self.scale = FramesizeScale()
        self._known: dict[str, JsonScalar] = {}
        self._size: Size | None = None
        # The number was read lately, and no picture has shown what it means.
        self._is_unmeasured = False
        self._to_pass = 0

    def send_call(self, call: Call) -> bool:
        """Take a call without waiting; False if too many wait."""
        try:
            self._send.send_nowait(call)
        except trio.WouldBlock:
            return False
        return True

    async def run(self) -> None:
        """Answer calls in order, until cancelled."""
        async for call in self._calls:
            self._outlet.answer(await self._execute(call))

    async def status(self) -> dict[str, JsonScalar]:
        """Return what /status says, and announce what can be set; SourceFailed."""
        page = status_page(self._outlet.record)
        if page is None:
            kind = self._outlet.record.kind
            raise SourceFailed(f"cameras of kind {kind!r} do not tell how they are set")
        answer = await self._http.get(page)
        try:
            found = parse_status(answer.body)
        except RemoteProtocolError as error:
            raise HttpFailed(page, f"is no status: {error}") from None
        if found.get(FRAMESIZE) != self._known.get(FRAMESIZE):
            self._is_unmeasured = True
        changed = found != self._known
        self._known = found
        if changed:
            self._tell()
        return found

    async def look_once(self) -> None:
        """Read /status unless it is known. A camera that has none, or fails, is left alone."""
        if self._known or status_page(self._outlet.record) is None:
            return
        with contextlib.suppress(SourceFailed):
            await self.status()

    def learn_size(self, jpeg: bytes) -> None:
        """Look at a picture of the stream: how large is it, and what is that called? Quick."""
        if self._to_pass:
            self._to_pass -= 1
            return
        size = picture_size(jpeg)
        if size is None or (size == self._size and not self._is_unmeasured):
            return
        self._note_size(size)

    def _note_size(self, size: Size) -> None:
        self._size = size
        number = number_in(self._known, FRAMESIZE)
        # A size that changed by itself says nothing about a number that was read before.
        if number is not None and self._is_unmeasured:
            self.scale.learn(number, size)
        self._is_unmeasured = False
        self._tell()

    def _tell(self) -> None:
        """Announce features, and how they are set, with the picture's real size."""
        can_reboot = self._outlet.record.kind == "easytarget"
        self._outlet.announce(features_for(self._known, self.scale, can_reboot=can_reboot))
        settings = {name: v for name, v in self._known.items() if not name.startswith("0x")}
        if self._size is not None:
            settings[RESOLUTION] = size_text(self._size)
            settings["numbering"] = self.scale.numbering
        self._outlet.publish(HealthArrived(DeviceHealth(settings=settings)))

    async def _execute(self, call: Call) -> Ack:
        try:
            value, text = await self._do(call)
        except (CallRejected, SourceFailed) as error:
            code = error.code if isinstance(error, CallRejected) else "camera_failed"
            return Ack(call.id, AckStage.REJECTED, code, str(error))
        return Ack(call.id, AckStage.APPLIED, text=text, value=value)

    async def _do(self, call: Call) -> tuple[JsonScalar, str]:
        """Do what is asked; return what took effect, and words for it."""
        if call.method == CAPTURE:
            jpeg = await self._take_picture()
            self._outlet.show(jpeg)
            return len(jpeg), f"a picture of {len(jpeg)} bytes"
        if call.method == REBOOT and self._outlet.record.kind == "easytarget":
            await self._control(REBOOT, 0)
            return None, "the camera starts again"
        if call.method != "set":
            raise CallRejected("no_such_method", f"method {call.method!r}: it has set, {CAPTURE}")
        return await self._set_all(call.args)

    async def _set_all(self, args: dict[str, JsonScalar]) -> tuple[JsonScalar, str]:
        if not args:
            raise CallRejected("no_arguments", "set: name a setting, as in {'quality': 12}")
        is_wide = is_wide_sensor(self._known)
        resolution = args.get(RESOLUTION)
        for name, value in args.items():
            if name != RESOLUTION:
                await self._control(name, _encode(name, value, is_wide=is_wide))
        if resolution is not None:
            await self._set_resolution(str(resolution))
        elif FRAMESIZE in args:
            await self._measure(None)
        status = await self.status()
        effects = {name: self._effect(name, value, status) for name, value in args.items()}
        text = ", ".join(f"{name} is {value}" for name, value in effects.items())
        if FRAMESIZE in args and self._size is not None:
            text += f"; pictures are {size_text(self._size)}"
        return (next(iter(effects.values())) if len(effects) == 1 else None), text

    def _effect(self, name: str, asked: JsonScalar, status: dict[str, JsonScalar]) -> JsonScalar:
        if name == RESOLUTION:
            return size_text(self._size) if self._size is not None else None
        number = number_in(status, name)
        # What /status does not tell is taken as done: the camera said 200.
        return asked if number is None else decode_value(name, number)

    async def _control(self, name: str, value: int) -> None:
        page = control_page(self._outlet.record, name, value)
        if page is None:
            kind = self._outlet.record.kind
            raise CallRejected("no_settings", f"cameras of kind {kind!r} take no settings")
        try:
            await self._http.get(page)
        except HttpFailed as error:
            if error.status is None:
                raise
            text = f"the camera refused {name} = {value}: {error}"
            raise CallRejected("refused_by_camera", text) from None

    async def _set_resolution(self, text: str) -> None:
        """Try the numbers that may mean a size until the pictures have it."""
        wanted = parse_size(text)
        tried: list[int] = []
        while wanted is not None:
            number = self.scale.number_of(wanted)
            if number is None or number in tried:
                break
            tried.append(number)
            await self._control(FRAMESIZE, number)
            self._known[FRAMESIZE] = number
            if await self._measure(wanted) == wanted:
                return
        got = size_text(self._size) if self._size is not None else "of unknown size"
        text = f"resolution {text!r}: pictures are {got}"
        raise CallRejected("not_reached", f"{text} after framesize {tried or 'none'} was tried")

    async def _measure(self, wanted: Size | None) -> Size | None:
        """Look at new pictures and learn from the last of them what the framesize means."""
        await self.status()
        size: Size | None = None
        for _ in range(PICTURES_TO_MEASURE):
            before, size = size, picture_size(await self._take_picture())
            if size is not None and size in (wanted, before):
                break
        if size is not None:
            self._is_unmeasured = True
            self._to_pass = PICTURES_TO_PASS
            self._note_size(size)
        return size


def _encode(name: str, value: JsonScalar, *, is_wide: bool) -> int:
    try:
        return encode_value(name, value, is_wide=is_wide)
    except ValueError as error:
        raise CallRejected("out_of_range", str(error)) from None
