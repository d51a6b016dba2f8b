"""Commands for a CameraWebServer, and what they did."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trio.testing import MockClock

from bridge.api import Ack, AckStage, Call, JsonScalar, RemoteProtocolError
from bridge_sources.address import AddressPolicy
from bridge_sources.control import MAX_WAITING, CameraControl, parse_status
from bridge_sources.http_client import CameraHttp, HttpFailed
from bridge_sources.kinds import snapshot_page
from bridge_sources.records import SourceFailed, SourceKind, SourceRecord
from plugins.sources.tests.cameras import CameraWebServer, Scripted, bare_nursery, on_network
from plugins.sources.tests.outlets import FakeOutlet
from plugins.sources.tests.pictures import build_jpeg


@dataclass
class Bench:
    """A control and what it works on."""

    control: CameraControl
    camera: CameraWebServer
    outlet: FakeOutlet

    async def ask(self, method: str = "set", **args: JsonScalar) -> Ack:
        """Call the camera and wait for its ack."""
        before = len(self.outlet.acks)
        assert self.control.send_call(Call("1", "cam", method, args))
        await self.outlet.wait_acks(before + 1)
        return self.outlet.acks[-1]


@asynccontextmanager
async def bench(kind: SourceKind = "cameraserver") -> AsyncGenerator[Bench]:
    camera = CameraWebServer()
    outlet = FakeOutlet(SourceRecord(name="cam", host="192.168.1.50", kind=kind))
    async with on_network({80: camera}) as network, bare_nursery() as nursery:
        http = CameraHttp(AddressPolicy(["192.168.1.0/24"]), network.dial)

        async def take_picture() -> bytes:
            page = snapshot_page(outlet.record)
            assert page is not None
            return (await http.get(page)).body

        control = CameraControl(http, outlet, take_picture)
        nursery.start_soon(control.run)
        yield Bench(control, camera, outlet)


async def test_setting_is_sent_and_read_back() -> None:
    async with bench() as b:
        ack = await b.ask(quality=20)
        assert (ack.stage, ack.value) == (AckStage.APPLIED, 20)
        assert b.camera.paths() == ["/control?var=quality&val=20", "/status"]
        assert b.outlet.feature("quality").default == 20


async def test_value_that_took_effect_is_told_and_not_the_one_asked_for() -> None:
    async with bench() as b:
        b.camera.ignores = True
        ack = await b.ask(quality=20)
        assert (ack.stage, ack.value) == (AckStage.APPLIED, 12)


async def test_switch_is_told_as_one_and_vflip_needs_no_status() -> None:
    async with bench() as b:
        assert (await b.ask(hmirror=True)).value is True
        assert (await b.ask(vflip=True)).value is True
        assert b.camera.paths()[0] == "/control?var=hmirror&val=1"


async def test_several_settings_go_one_by_one() -> None:
    async with bench() as b:
        ack = await b.ask(quality=20, brightness=-1)
        assert (ack.value, ack.text) == (None, "quality is 20, brightness is -1")


async def test_variable_that_the_camera_refuses_is_rejected() -> None:
    async with bench() as b:
        ack = await b.ask(lenc=True)
        assert (ack.stage, ack.code) == (AckStage.REJECTED, "refused_by_camera")
        assert "lenc = 1" in ack.text


@pytest.mark.parametrize(
    ("method", "args", "code"),
    [
        ("set", {"quality": 64}, "out_of_range"),
        ("set", {"reg": 1}, "out_of_range"),
        ("set", {}, "no_arguments"),
        ("reboot", {}, "no_such_method"),
        ("set", {"resolution": "1x1"}, "not_reached"),
        ("set", {"resolution": "large"}, "not_reached"),
    ],
)
async def test_what_cannot_be_done_is_rejected_unasked(
    method: str, args: dict[str, JsonScalar], code: str
) -> None:
    async with bench() as b:
        ack = await b.ask(method, **args)
        assert (ack.stage, ack.code) == (AckStage.REJECTED, code)
        assert not [path for path in b.camera.paths() if "control" in path]


async def test_camera_that_is_gone_is_told() -> None:
    async with bench() as b:
        b.camera.is_dead = True
        ack = await b.ask(quality=20)
        assert (ack.stage, ack.code) == (AckStage.REJECTED, "camera_failed")
        assert "Connection refused" in ack.text


async def test_framesize_is_measured_by_the_picture() -> None:
    async with bench() as b:
        ack = await b.ask(framesize=8)
        assert (ack.value, ack.text) == (8, "framesize is 8; pictures are 640x480")
        assert b.outlet.settings()["resolution"] == "640x480"
        assert b.outlet.settings()["numbering"] == b.control.scale.numbering == "2020-03"


async def test_resolution_is_reached_whatever_its_number() -> None:
    async with bench() as b:
        # A board of the newest numbering, of which nothing is known yet.
        b.camera.sizes = {8: (400, 296), 10: (640, 480), 9: (480, 320)}
        ack = await b.ask(resolution="640x480")
        assert (ack.stage, ack.value) == (AckStage.APPLIED, "640x480")
        tried = [path for path in b.camera.paths() if "control" in path]
        assert tried == ["/control?var=framesize&val=8", "/control?var=framesize&val=10"]
        assert b.control.scale.numbering == "2024-11"
        assert (await b.ask(resolution="480x320")).stage is AckStage.APPLIED
        assert b.camera.paths().count("/control?var=framesize&val=9") == 1


async def test_resolution_that_the_camera_never_gives_is_rejected() -> None:
    async with bench() as b:
        b.camera.sizes = {}
        ack = await b.ask(resolution="640x480")
        assert (ack.stage, ack.code) == (AckStage.REJECTED, "not_reached")
        assert "pictures are 320x240" in ack.text


async def test_stream_shows_what_the_number_of_the_status_means() -> None:
    async with bench() as b:
        b.camera.values["framesize"] = 10
        await b.control.status()
        b.control.learn_size(build_jpeg(640, 480))
        assert b.control.scale.numbering == "2024-11"
        # Somebody changed it elsewhere: the size is told, and nothing is learned of it.
        b.control.learn_size(build_jpeg(800, 600))
        assert b.outlet.settings()["resolution"] == "800x600"
        assert b.control.scale.numbering == "2024-11"
        b.control.learn_size(b"\xff\xd8 no header")


async def test_pictures_from_before_the_change_teach_nothing() -> None:
    async with bench() as b:
        await b.ask(framesize=8)
        b.control.learn_size(build_jpeg(320, 240))
        assert b.outlet.settings()["resolution"] == "640x480"


async def test_capture_takes_a_picture() -> None:
    async with bench() as b:
        ack = await b.ask("capture")
        assert ack.value == len(b.outlet.pictures[0])


async def test_easytarget_can_be_started_again() -> None:
    async with bench("easytarget") as b:
        await b.control.status()
        assert b.outlet.feature("reboot").kind == "action"
        b.camera.values["reboot"] = 0
        assert (await b.ask("reboot")).stage is AckStage.APPLIED


async def test_too_many_calls_are_turned_away() -> None:
    outlet = FakeOutlet(SourceRecord(name="cam", host="192.168.1.50", kind="m5"))
    async with on_network({}) as network:
        http = CameraHttp(AddressPolicy(["192.168.1.0/24"]), network.dial)

        async def take_picture() -> bytes:
            raise SourceFailed("no picture")

        control = CameraControl(http, outlet, take_picture)
        taken = [control.send_call(Call(str(n), "cam", "capture")) for n in range(MAX_WAITING + 1)]
        assert taken == [True] * MAX_WAITING + [False]
        with pytest.raises(SourceFailed, match="'m5' do not tell"):
            await control.status()


async def test_kind_without_settings_says_so(autojump_clock: MockClock) -> None:
    async with bench("tasmota") as b:
        ack = await b.ask(quality=20)
        assert ack.code == "no_settings"


async def test_status_that_is_none_is_told() -> None:
    page = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>"
    outlet = FakeOutlet(SourceRecord(name="cam", host="192.168.1.50", kind="multicam"))
    async with on_network({80: Scripted(page)}) as network:
        http = CameraHttp(AddressPolicy(["192.168.1.0/24"]), network.dial)
        with pytest.raises(HttpFailed, match="is no status"):
            await CameraControl(http, outlet, None).status()  # type: ignore[arg-type] # unused


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_no_bytes_break_the_status(body: bytes) -> None:
    try:
        found = parse_status(body)
    except RemoteProtocolError:
        return
    assert isinstance(found, dict)


@pytest.mark.parametrize(
    "body", [b"[1]", b'{"a":{"b":1}}', b'{"a":[1]}', b"[" * 100_000, b'{"a":1' + b',"b":1' * 300]
)
def test_status_that_is_not_flat_is_refused(body: bytes) -> None:
    with pytest.raises(RemoteProtocolError):
        parse_status(body)


def test_status_keeps_what_the_camera_says() -> None:
    body = b'{"0xd3":4,"quality":12,"cam_name":"Front","x":null,"y":1.5,"z":true}'
    assert parse_status(body)["cam_name"] == "Front"
    with pytest.raises(RemoteProtocolError, match="at most 200"):
        parse_status(b"{" + b",".join(b'"k%d":1' % n for n in range(201)) + b"}")
