"""taghub without a connection that lasts: tags and pictures by POST, tags by datagram."""

import json

import trio

from bridge_simulator.dialects.eye import Pace
from bridge_simulator.dialects.foreign_device import Boot
from bridge_simulator.dialects.http_requests import arduino_post, ask, esp_idf_post
from bridge_simulator.dialects.library import Target, parse_answer
from bridge_simulator.dialects.taghub_body import TaghubBody
from bridge_simulator.dialects.taghub_words import json_text, single_quoted
from bridge_simulator.dialects.ws_link import LinkLost, OpenStream

VIDEO_PATH = "/client_e32__http_post_to_serverhub__smartcam_video_stream"
POST_LIMIT_S = 5.0
VIDEO_LIMIT_S = 2.0
ACK_LIMIT_S = 0.5
_MAX_ACK_BYTES = 256


class TaghubPosts:
    """Posts a tag each period, or a picture; a new connection for each."""

    def __init__(
        self,
        body: TaghubBody,
        target: Target,
        period_s: float,
        *,
        is_video: bool,
        open_stream: OpenStream = trio.open_tcp_stream,
    ) -> None:
        self._body = body
        self._target = target
        self._period_s = period_s
        self._is_video = is_video
        self._open_stream = open_stream

    async def live(self, boot: Boot) -> None:
        """Post until cancelled."""
        device = self._body.device
        pace = Pace(device.clock)
        while True:
            await pace.wait(self._period_s)
            await device.eye.sit_out_stall()
            device.status.link = "sending"
            await (self._post_picture() if self._is_video else self._post_tag(boot))

    async def _post_tag(self, boot: Boot) -> None:
        found = self._body.next_fields(boot.millis())
        if found is None:
            return
        number, fields = found
        text = json_text(fields)
        if self._body.device.strikes("single-quotes", number):
            text = single_quoted(text)
        request = esp_idf_post(self._target, "application/json", self._body.token(), text.encode())
        await self._send(request, POST_LIMIT_S)
        self._body.device.status.notes["tags"] += 1

    async def _post_picture(self) -> None:
        device = self._body.device
        photo = await device.eye.photo()
        if photo is None:
            return
        started_us = device.clock.now_us()
        request = arduino_post(self._target, "image/jpeg", photo.jpeg)
        if not await self._send(request, VIDEO_LIMIT_S):
            device.status.drops["refused"] += 1
            return
        device.status.count_sent(len(photo.jpeg), device.clock.now_us() - started_us)

    async def _send(self, request: bytes, limit_s: float) -> bool:
        """Return whether the hub took it; firmware takes no answer in time for a yes."""
        status = self._body.device.status
        status.connects += 1
        try:
            head = await ask(self._open_stream, self._target, request, limit_s)
        except LinkLost as error:
            status.last_error = str(error)
            status.notes["unanswered"] += 1
            return self._is_video
        answer = parse_answer(head)
        code = " ".join(answer.status_line.split(" ")[1:2])
        status.notes[f"answer {code}"] += 1
        status.last_error = "" if code == "200" else f"answer {answer.status_line}"
        if "content-length" not in answer.headers:
            self._body.device.complain("an answer without Content-Length")
        return code == "200"


class TaghubDatagrams:
    """Sends a datagram for each tag that it locks on, and waits for the acknowledgement."""

    def __init__(self, body: TaghubBody, target: Target, period_s: float) -> None:
        self._body = body
        self._target = target
        self._period_s = period_s

    async def live(self, boot: Boot) -> None:
        """Send until cancelled; the socket, and so the port, stays the same."""
        device = self._body.device
        pace = Pace(device.clock)
        with trio.socket.socket(trio.socket.AF_INET, trio.socket.SOCK_DGRAM) as socket:
            while True:
                await pace.wait(self._period_s)
                await device.eye.sit_out_stall()
                device.status.link = "sending"
                found = self._body.next_fields(boot.millis())
                if found is not None:
                    await self._tell(socket, *found)

    async def _tell(
        self, socket: trio.socket.SocketType, number: int, fields: dict[str, object]
    ) -> None:
        device = self._body.device
        text = json_text(fields)
        if device.strikes("single-quotes", number):
            text = single_quoted(text)
        try:
            await socket.sendto(text.encode(), (self._target.host, self._target.port))
            device.status.notes["tags"] += 1
            await self._wait_ack(socket, fields["tag_id"])
        except OSError as error:
            device.status.last_error = f"{self._target.host}:{self._target.port}: {error}"

    async def _wait_ack(self, socket: trio.socket.SocketType, tag_id: object) -> None:
        device = self._body.device
        with trio.move_on_after(ACK_LIMIT_S):
            data, _sender = await socket.recvfrom(2_048)
            self._read_ack(data, tag_id)
            return
        device.status.notes["unanswered"] += 1
        device.status.last_error = f"no acknowledgement in {ACK_LIMIT_S:g} s"

    def _read_ack(self, data: bytes, tag_id: object) -> None:
        device = self._body.device
        if len(data) >= _MAX_ACK_BYTES:
            device.complain(f"an acknowledgement of {_MAX_ACK_BYTES} bytes or more")
        try:
            ack = json.loads(data)
        except ValueError:
            ack = None
        if not isinstance(ack, dict) or ack.get("event") != "apriltag_ack":
            device.complain("a datagram that is no acknowledgement")
            return
        device.status.last_error = ""
        device.status.notes["acknowledged" if ack.get("tag_id") == tag_id else "wrong tag"] += 1
