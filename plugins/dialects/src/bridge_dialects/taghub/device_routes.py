"""What devices post: tags and pictures.

Knows: requests of devices, the forms of their answers. Does not know: links, pages.

Browsers are no devices: whatever comes with an Origin is refused, so that no page can
post tags for its reader. Devices show the token as it is in `Authorization`.
"""

from collections import Counter

from quart import Blueprint, Response, request

from bridge.api import AdmissionRefused, Event, FrameArrived, Role, SampleRefused, TagsArrived
from bridge_dialects.shared.peers import claim_of
from bridge_dialects.taghub.access import INVALID_TOKEN, MISSING_TOKEN
from bridge_dialects.taghub.device_names import display_name
from bridge_dialects.taghub.http_answers import (
    bytes_of_request,
    error_answer,
    json_answer,
    words_of_request,
)
from bridge_dialects.taghub.messages import Words, body_of
from bridge_dialects.taghub.noticeboard import SYSTEM, Noticeboard
from bridge_dialects.taghub.settings import TaghubSettings
from bridge_dialects.taghub.tag_words import read_tags
from bridge_dialects.taghub.visitors import ReadEvent, Visitors

VIDEO_PATH = "/client_e32__http_post_to_serverhub__smartcam_video_stream"
TAG_PATH = "/client_e32_to_server__smartcam_data_post"
MAX_IDS = 1024
_TOO_MUCH = frozenset({"rate", "full"})


class DeviceRoutes:
    """Where devices post. `counts` and `tag_ids` are for the older status page."""

    def __init__(self, settings: TaghubSettings, visitors: Visitors, board: Noticeboard) -> None:
        self._settings = settings
        self._visitors = visitors
        self._board = board
        self.counts: Counter[str] = Counter()
        self.tag_ids: set[int] = set()
        self._pictures = 0

    def blueprint(self, name: str, *, only_tags: bool = False) -> Blueprint:
        """Return the routes; on the port of the links there is only `/apriltag`."""
        blueprint = Blueprint(name, __name__)
        add = blueprint.add_url_rule
        add("/apriltag", "apriltag", self.apriltag, methods=["POST"])
        if not only_tags:
            add(VIDEO_PATH, "video", self.video, methods=["POST"])
            add("/video_frame_upload", "video_upload", self.video_upload, methods=["POST"])
            add(TAG_PATH, "older_tags", self.older_tags, methods=["POST"])
        blueprint.before_request(self._refuse_pages)
        return blueprint

    async def _refuse_pages(self) -> Response | None:
        if request.headers.get("Origin") is None:
            return None
        return error_answer(403, "web pages are no devices")

    async def apriltag(self) -> Response:
        """Take one tag or a list of tags."""
        words = await words_of_request()
        if not words:
            return error_answer(400, "No JSON body")
        refusal = self._publish_tags(words)
        if refusal is not None:
            return refusal
        return json_answer({"status": "received", "event": "apriltag_ack"})

    async def older_tags(self) -> Response:
        """Take a tag as the HTTP-only hub did."""
        words = await words_of_request()
        if not words:
            return error_answer(400, "No JSON data provided")
        body = body_of(words)
        if body.get("tag_id") is None:
            return error_answer(400, "Missing required field: tag_id")
        refusal = self._publish_tags(words)
        if refusal is not None:
            return refusal
        now_s = self._board.wall_s()
        received = {
            "id": body["tag_id"],
            "camera_name": body.get("camera_name", ""),
            "timestamp": body.get("timestamp", int(now_s)),
        }
        return json_answer(
            {
                "status": "success",
                "message": "AprilTag data received successfully",
                "received_data": received,
                "server_time": now_s,
            }
        )

    def _publish_tags(self, words: Words) -> Response | None:
        def read(number: int) -> TagsArrived | None:
            found = read_tags(words, self._settings.family, number)
            if found is not None and len(self.tag_ids) < MAX_IDS:
                self.tag_ids.update(tag.tag_id for tag in found.tags.tags)
            return found

        name = display_name(body_of(words).get("camera_name"), "")
        return self._publish(name, read, "no valid tag_id", _bearer())

    async def video(self) -> Response:
        """Take a picture."""
        jpeg = await bytes_of_request()
        refusal = self._publish_picture(jpeg)
        return refusal or json_answer({"status": "success", "size": len(jpeg)})

    async def video_upload(self) -> Response:
        """Take a picture under its older name."""
        jpeg = await bytes_of_request()
        refusal = self._publish_picture(jpeg)
        if refusal is not None:
            return refusal
        count = self._pictures
        return json_answer({"status": "success", "frame_size": len(jpeg), "frame_count": count})

    def _publish_picture(self, jpeg: bytes) -> Response | None:
        if not jpeg:
            return error_answer(400, "Empty frame data")
        # The firmware that posts pictures shows no token with them.
        token = self._settings.token if self._settings.picture_posts else _bearer()
        refusal = self._publish("", lambda _number: FrameArrived(jpeg), "", token)
        self._pictures += refusal is None
        return refusal

    def _publish(
        self, name: str, read: ReadEvent, nothing: str, token: str | None
    ) -> Response | None:
        """Publish what a device sent; return why not, or None."""
        self.counts["total_requests"] += 1
        claim = claim_of(SYSTEM, Role.DEVICE, "", token)
        event: Event | None = None
        refusal: Response | None = None
        try:
            event = self._visitors.hear(claim, "http", name, read)
        except AdmissionRefused as error:
            refusal = _refuse_device(error.reason)
        except SampleRefused as error:
            refusal = error_answer(429 if error.reason in _TOO_MUCH else 400, str(error))
        if event is None and refusal is None:
            refusal = error_answer(400, nothing)
        self.counts["failed_requests" if refusal else "successful_requests"] += 1
        return refusal


def _bearer() -> str | None:
    """Return the token, which these devices send without a word in front."""
    told = request.headers.get("Authorization", "").strip()
    return told.removeprefix("Bearer ").strip() or None


def _refuse_device(reason: str) -> Response:
    # To devices a missing token is a wrong one.
    return error_answer(401, INVALID_TOKEN if reason == MISSING_TOKEN else reason)
