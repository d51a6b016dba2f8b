"""The routes of firmware without a socket, and devices that have told what they run."""

from dataclasses import dataclass, field

import msgspec
import trio
from quart import Response, g
from quart.testing import sentinel
from quart_trio import QuartTrio
from werkzeug.datastructures import Headers

from bridge.api import (
    Admission,
    DeviceFirmware,
    DeviceHealth,
    DeviceState,
    Hub,
    Role,
    TopicKind,
    TopicSpec,
    parse_pattern,
)
from bridge.testing.fakes import FakeClock, FakeDevices, build_hub
from bridge_firmware.download import build_download
from bridge_firmware.fleet import Fleet
from bridge_firmware.routes import FirmwareDesk, build_routes
from bridge_firmware.shelf import ImageShelf
from bridge_firmware.uploads import Uploads

HEALTH = TopicSpec(parse_pattern("device/*/health"), TopicKind.STATE, "Health.", DeviceHealth)


def pc_firmware(version: str = "1.0.0", stage: str = "idle", text: str = "") -> DeviceFirmware:
    """Return what the virtual device says of itself."""
    return DeviceFirmware(
        project="gamebridge-pc",
        version=version,
        chip="pc",
        stage=stage,
        next_version="1.1.0",
        code="no_session" if text else "",
        text=text,
    )


@dataclass
class Desks:
    """An application with the routes of firmware, and the devices that it knows."""

    shelf: ImageShelf
    clock: FakeClock = field(default_factory=FakeClock)
    devices: FakeDevices = field(default_factory=FakeDevices)

    def __post_init__(self) -> None:
        self.hub: Hub = build_hub(self.clock, HEALTH)
        self.fleet = Fleet(self.hub, self.devices)
        limiter = trio.CapacityLimiter(1)
        uploads = Uploads(self.shelf, self.clock.now_us)
        self.app = QuartTrio("test", static_folder=None)
        self.app.before_request(self._admit)
        desk = FirmwareDesk(self.shelf, uploads, self.fleet, limiter)
        self.app.register_blueprint(build_routes(desk))
        self.app.register_blueprint(build_download(self.shelf, limiter))

    async def _admit(self) -> None:
        g.admission = Admission("desk", "Desk", Role.OPERATOR)

    def tell(
        self, device_id: str, firmware: DeviceFirmware | None, *, is_online: bool = True
    ) -> None:
        """Let a device be there and tell its health."""
        known = [state for state in self.devices.known if state.id != device_id]
        self.devices.known = [*known, DeviceState(device_id, device_id.upper(), is_online, 0)]
        self.hub.publish(f"device/{device_id}/health", value=DeviceHealth(firmware=firmware))

    async def ask(
        self, path: str, method: str = "GET", body: object = None, **headers: str
    ) -> Response:
        """Return the answer; a body is JSON, and bytes are sent as they are."""
        content = body if isinstance(body, bytes) else msgspec.json.encode(body)
        answer = await self.app.test_client().open(
            path,
            method=method,
            headers=Headers(headers),
            data=None if body is None else content,
            json=sentinel,  # The types of the client want it; this is "none".
        )
        assert isinstance(answer, Response)
        return answer
