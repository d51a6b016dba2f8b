"""Pictures of a pulled camera pass the gate and reach browsers, over real sockets."""

from fractions import Fraction

import av
import httpx
import numpy as np
import pytest
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from bridge.testing.harness import running_bridge
from bridge_sources import plugin
from bridge_sources.address import AddressPolicy
from bridge_sources.http_client import CameraHttp, Page
from bridge_sources.mjpeg import MjpegReader
from bridge_video import plugin as video
from plugins.sources.tests.cameras import CameraWebServer, Streamer, serve_tcp

pytestmark = pytest.mark.sockets

SETTINGS = '[bridge]\nport = 0\n[plugin.sources]\nnetworks = ["127.0.0.0/8"]\n'


def encode(level: int) -> bytes:
    """Return a real grey JPEG."""
    codec = av.CodecContext.create("mjpeg", "w")
    assert isinstance(codec, VideoCodecContext)
    codec.width, codec.height, codec.pix_fmt = 64, 48, "yuvj420p"
    codec.time_base = Fraction(1, 30)
    codec.thread_count = 1
    pixels = np.full((48, 64, 3), level, dtype=np.uint8)
    frame = VideoFrame.from_ndarray(pixels, format="rgb24").reformat(format="yuvj420p")
    return b"".join(map(bytes, codec.encode(frame)))


class Sensor(CameraWebServer):
    """Takes real pictures; every third has zeros behind it, as software encoders leave."""

    def take_picture(self) -> bytes:
        self.frames += 1
        padding = bytes(32) if self.frames % 3 == 0 else b""
        return encode(self.frames % 200) + padding


async def test_browser_sees_what_the_camera_streams() -> None:
    sensor = Sensor()
    async with (
        serve_tcp(sensor) as port,
        serve_tcp(Streamer(sensor)) as stream_port,
        running_bridge([plugin, video], SETTINGS) as bridge,
        httpx.AsyncClient(base_url=bridge.http_url) as http,
    ):
        body = {"address": f"127.0.0.1:{port}", "name": "cam", "stream_port": stream_port}
        assert (await http.post("/v1/sources", json=body)).status_code == 201
        viewer = CameraHttp(AddressPolicy(["127.0.0.0/8"]))
        page = Page("127.0.0.1", bridge.port, "/devices/cam/camera.mjpeg")
        async with viewer.open(page) as exchange:
            reader, seen = MjpegReader(exchange.content_type), 0
            while seen < 6:
                seen += len(reader.receive(await exchange.receive()))
        picture = await http.get("/devices/cam/camera.jpg")
        assert picture.content.startswith(b"\xff\xd8")
        (source,) = (await http.get("/v1/sources")).json()["sources"]
        assert source["drops"] == {}
