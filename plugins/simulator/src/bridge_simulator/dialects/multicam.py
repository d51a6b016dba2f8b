"""A multicam camera: Espressif's camera server that answers when it is called by datagram."""

from dataclasses import dataclass

import trio

from bridge.api import BridgeError
from bridge_simulator.dialects.cameraserver import CameraServer
from bridge_simulator.dialects.foreign_device import Boot, ForeignDevice

QUESTION = b"DISCOVER_CAMERAS"
ANNOUNCE_PERIOD_S = 30.0
_READ_BYTES = 1_024


@dataclass(frozen=True, slots=True)
class Discovery:
    """Where a camera listens for the question (None: it does not), and where answers go.

    `bridge` is told about the camera at its start and from time to time, unasked.
    """

    host: str
    listen_port: int | None
    answer_port: int
    bridge: str
    http_port: int


class Multicam:
    """One camera."""

    def __init__(self, device: ForeignDevice, server: CameraServer, discovery: Discovery) -> None:
        self._device = device
        self._server = server
        self._discovery = discovery
        self._said = 0

    async def live(self, boot: Boot) -> None:
        """Serve and answer until cancelled."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._server.live, boot)
            nursery.start_soon(self._announce)
            if self._discovery.listen_port is not None:
                nursery.start_soon(self._answer, self._discovery.listen_port)

    async def _announce(self) -> None:
        while True:
            await self._tell(self._discovery.bridge)
            await trio.sleep(ANNOUNCE_PERIOD_S)

    async def _answer(self, port: int) -> None:
        with trio.socket.socket(trio.socket.AF_INET, trio.socket.SOCK_DGRAM) as socket:
            # So that a bridge on the same machine may listen there as well.
            socket.setsockopt(trio.socket.SOL_SOCKET, trio.socket.SO_REUSEADDR, 1)
            try:
                await socket.bind((self._discovery.host, port))
            except OSError as error:
                raise BridgeError(
                    f"UDP port {port}: {error.strerror}; choose another with --discovery-port"
                ) from None
            while True:
                data, sender = await socket.recvfrom(_READ_BYTES)
                await self._device.eye.sit_out_stall()
                if data == QUESTION:
                    self._device.status.notes["questions"] += 1
                    await self._tell(sender[0])
                else:
                    self._device.complain("a datagram that is not exactly the question")

    async def _tell(self, host: str) -> None:
        """Send the answer to a host, always to the one port."""
        with trio.socket.socket(trio.socket.AF_INET, trio.socket.SOCK_DGRAM) as socket:
            try:
                await socket.connect((host, self._discovery.answer_port))
                own_address = socket.getsockname()[0]
                await socket.send(self._words(own_address))
                self._device.status.notes["announced"] += 1
            except OSError as error:
                # A camera does not notice whether anybody listens.
                self._device.status.notes[f"announcement: {error.strerror}"] += 1

    def _words(self, own_address: str) -> bytes:
        number, self._said = self._said, self._said + 1
        port = str(self._discovery.http_port)
        if self._device.strikes("foreign-address", number):
            own_address = "169.254.169.254"
        if self._device.strikes("bad-port-reply", number):
            port = "http"
        tail = "\r\n" if self._device.strikes("newline-reply", number) else ""
        return f"ESP32_CAMERA:{own_address}:{port}{tail}".encode()
