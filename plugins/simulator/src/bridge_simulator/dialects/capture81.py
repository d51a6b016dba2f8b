"""A capture81 camera: a WebSocket server that gives a picture for the word `capture`."""

import trio

from bridge_simulator.dialects.cameraserver import CameraServer
from bridge_simulator.dialects.client_wire import (
    BinaryIn,
    Complaint,
    HungUp,
    TextIn,
    WireEvent,
    WriteDue,
)
from bridge_simulator.dialects.doors import (
    MAX_HEAD_BYTES,
    Door,
    keep_doors,
    parse_request,
    read_head,
)
from bridge_simulator.dialects.foreign_device import Boot, ForeignDevice
from bridge_simulator.dialects.frames import BINARY, PING
from bridge_simulator.dialects.server_wire import (
    NOT_A_WEBSOCKET,
    ServerWire,
    links2004_answer,
    server_frame,
)

MAX_CLIENTS = 5
_READ_BYTES = 16_384


class Capture81:
    """One board: the WebSocket on one port, Espressif's camera server on another."""

    def __init__(
        self, device: ForeignDevice, host: str, port: int, web: CameraServer | None
    ) -> None:
        self._device = device
        self._host = host
        self._port = port
        self._web = web
        self._clients = 0
        # The sketch has one loop: a client waits while another gets its picture.
        self._loop = trio.Lock()

    async def live(self, boot: Boot) -> None:
        """Serve until cancelled. The stream of the camera server never finds its port free."""
        doors = [Door(self._host, self._port, self._serve)]
        if self._web is not None:
            doors += self._web.doors(boot)
        await keep_doors(self._device, boot, doors)

    async def _serve(self, stream: trio.abc.Stream) -> None:
        if self._clients >= MAX_CLIENTS:
            return
        self._clients += 1
        try:
            if await self._shake_hands(stream):
                await self._listen(stream)
        finally:
            self._clients -= 1

    async def _shake_hands(self, stream: trio.abc.Stream) -> bool:
        head = await read_head(stream, MAX_HEAD_BYTES)
        request = parse_request(head) if head else None
        answer = links2004_answer(request) if request is not None else None
        await stream.send_all(answer or NOT_A_WEBSOCKET)
        if answer is None:
            self._device.complain("a request to the WebSocket's port that is no handshake")
            return False
        await stream.send_all(server_frame(PING))
        return True

    async def _listen(self, stream: trio.abc.Stream) -> None:
        wire = ServerWire()
        while data := await stream.receive_some(_READ_BYTES):
            for event in wire.receive(bytes(data)):
                if isinstance(event, HungUp):
                    return
                await self._settle(stream, event)

    async def _settle(self, stream: trio.abc.Stream, event: WireEvent) -> None:
        match event:
            case WriteDue(data):
                await stream.send_all(data)
            case Complaint(text):
                self._device.complain(text)
            case TextIn("capture"):
                async with self._loop:
                    await self._capture(stream)
            case TextIn(text):
                self._device.complain(f"a text {text[:20]!r}, which is not 'capture'")
            case BinaryIn(payload):
                self._device.status.notes["binary_in"] += len(payload)

    async def _capture(self, stream: trio.abc.Stream) -> None:
        """Take a picture and send it; when that fails the client hears nothing."""
        self._device.status.notes["captures"] += 1
        photo = await self._device.eye.photo()
        if photo is None or self._device.strikes("silent", photo.number):
            self._device.status.drops["silent"] += 1
            return
        started_us = self._device.clock.now_us()
        await stream.send_all(server_frame(BINARY, photo.jpeg))
        took_us = self._device.clock.now_us() - started_us
        self._device.status.count_sent(len(photo.jpeg), took_us)
