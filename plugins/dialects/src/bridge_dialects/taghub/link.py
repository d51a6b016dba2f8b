"""One WebSocket of the system: a device or a game, which is seen by what it says.

Knows: the conversation. Does not know: sockets, tokens, who else is here.

A peer says who it is (`identify`), or shows it by its first event: tags and pictures come
from devices, everything else from games. A device that is refused keeps its link, because
one of the boards connects only once after it was switched on; the hub of old then took
its tags all the same, and this one does not.
"""

from collections import deque
from collections.abc import Sequence
from typing import ClassVar

from bridge.api import (
    Ack,
    AckStage,
    Admitted,
    Call,
    ClaimMade,
    CommandAcked,
    Delivery,
    DeviceFeature,
    Event,
    FaultFound,
    ForeignDialect,
    FrameArrived,
    LinkManners,
    Message,
    Mode,
    ReplyDue,
    Sample,
    SamplesWanted,
)
from bridge_dialects.shared.jpeg_look import starts_as_jpeg
from bridge_dialects.taghub.access import INVALID_TOKEN, MISSING_TOKEN
from bridge_dialects.taghub.device_names import DeviceNames, display_name
from bridge_dialects.taghub.game_feed import GameFeed
from bridge_dialects.taghub.messages import (
    APRILTAG_ACK,
    CONNECTION_SUCCESS,
    NO_DATA,
    Words,
    auth_failed,
    body_of,
    event_of,
    identify_success,
    pong,
    read_words,
    set_video_interval,
)
from bridge_dialects.taghub.noticeboard import SYSTEM, Noticeboard
from bridge_dialects.taghub.settings import TaghubSettings
from bridge_dialects.taghub.tag_words import is_behind_camera, read_tags

INTERVAL = "video_interval_ms"
MIN_INTERVAL_MS, MAX_INTERVAL_MS = 100, 10_000
FEATURES = (DeviceFeature(INTERVAL, "setting", "int", MIN_INTERVAL_MS, MAX_INTERVAL_MS, unit="ms"),)
_ROLES = {"esp32": "device", "gdevelop": "game"}
_CLIENT_TYPES = {"device": "esp32", "game": "gdevelop"}
_FROM_DEVICES = frozenset({"apriltag_data", "video_frame"})
# Poses that are older than this move nobody, but a tag that is told once is not lost to
# one stall of the network.
_TAGS = Delivery(mode=Mode.KEYED, max_age_us=2_000_000)
# One of the boards loses what comes together with the handshake's answer.
_FIRST_WORD_US = 100_000
_SILENT_US = 120_000_000


class TaghubLink(ForeignDialect):
    """A device or a game on one link."""

    name: ClassVar[str] = SYSTEM
    manners = LinkManners(
        idle_timeout_us=_SILENT_US,
        first_word_us=_FIRST_WORD_US,
        stays_when_refused=True,
        messages_per_s=200.0,
    )

    def __init__(
        self, address: str, settings: TaghubSettings, board: Noticeboard, names: DeviceNames
    ) -> None:
        self._address = address
        self._settings = settings
        self._board = board
        self._names = names
        self._role = ""
        self._asked = ""  # The role of a claim that waits for its answer.
        self._has_token = False
        self._welcome: tuple[str, ...] = ()
        self._refused: set[str] = set()  # Roles; only a new `identify` asks again.
        self._id = ""
        self._messages = 0
        self._feed = GameFeed(settings.messages_per_s)
        self._acks: deque[CommandAcked] = deque()

    @property
    def next_timer_us(self) -> int | None:
        """At once for acks, later for tags that wait for their turn."""
        return 0 if self._acks else self._feed.next_due_us

    def begin(self, now_us: int) -> Sequence[Event]:
        """Return the greeting, which everybody gets."""
        return (ReplyDue(CONNECTION_SUCCESS),)

    def receive(self, message: Message, now_us: int) -> Sequence[Event]:
        """Return what a message means. Nothing that these peers say ends their link."""
        if isinstance(message, bytes):
            return self._hear_picture(message)
        words = read_words(message)
        if words is None:
            return (FaultFound("bad_json", f"not a JSON object: {message[:80]!r}"),)
        event = event_of(words)
        if event == "identify":
            return self._identify(words)
        if event == "ping":
            return (ReplyDue(pong(self._board.wall_s())),)
        return self._hear(event, words)

    def _hear(self, event: str, words: Words) -> Sequence[Event]:
        is_device = event in _FROM_DEVICES or (not event and _tells_tags(words))
        if self._role == "device" or (not self._role and is_device):
            return self._hear_device(event, words)
        if is_device:
            return (FaultFound("not_a_device", f"{event or 'tags'} from a game"),)
        return self._hear_game(event)

    def _hear_device(self, event: str, words: Words) -> Sequence[Event]:
        told = read_tags(words, self._settings.family, self._messages)
        name = body_of(words).get("camera_name")
        claims = self._claim_unasked("device", name, (APRILTAG_ACK,) if told else ())
        if not self._role and not claims:
            return (FaultFound("not_admitted", event),)
        if told is None:
            is_fault = event not in ("video_frame", "pong")
            return (*claims, FaultFound("no_tag", event[:40])) if is_fault else claims
        self._messages += 1
        reply = (ReplyDue(APRILTAG_ACK),) if self._role else ()
        faults = tuple(
            FaultFound("pose_behind_camera", f"tag {tag.tag_id}")
            for tag in told.tags.tags
            if is_behind_camera(tag)
        )
        return (*claims, told, *reply, *faults[:1])

    def _hear_picture(self, jpeg: bytes) -> Sequence[Event]:
        if self._role == "game":
            return (FaultFound("not_a_device", "a picture from a game"),)
        if not starts_as_jpeg(jpeg):
            return (FaultFound("not_jpeg", f"{len(jpeg)} bytes"),)
        claims = self._claim_unasked("device", None)
        if not self._role and not claims:
            return (FaultFound("not_admitted", "a picture"),)
        return (*claims, FrameArrived(jpeg))

    def _hear_game(self, event: str) -> Sequence[Event]:
        is_question = event == "request_latest_data"
        answer = self._latest_or_none() if is_question else ()
        if self._role:
            return tuple(ReplyDue(text) for text in answer)
        claims = self._claim_unasked("game", None, answer)
        return (*claims, self._tags_wanted()) if claims else ()

    def _latest_or_none(self) -> tuple[str, ...]:
        return (self._board.latest_message or NO_DATA,)

    def _tags_wanted(self) -> SamplesWanted:
        return SamplesWanted(self._board.wanted, _TAGS)

    def _identify(self, words: Words) -> Sequence[Event]:
        body = body_of(words)
        told_type = body.get("type")
        role = _ROLES.get(told_type.lower() if isinstance(told_type, str) else "")
        if role is None:
            return (FaultFound("unknown_type", f"identify as {str(told_type)[:40]!r}"),)
        if self._role:
            if role != self._role:
                return (FaultFound("claimed_twice", f"a {self._role} says it is a {role}"),)
            return tuple(ReplyDue(text) for text in self._welcome_of(role))
        if role == "device":
            token = body.get("auth_token")
            return (self._claim_device(body, token if isinstance(token, str) else None),)
        return (self._claim_game(self._welcome_of(role), body.get("name")), self._tags_wanted())

    def _welcome_of(self, role: str) -> tuple[str, ...]:
        welcome = identify_success(_CLIENT_TYPES[role])
        latest = self._board.latest_message if role == "game" else None
        return (welcome,) if latest is None else (welcome, latest)

    def _claim_device(self, body: Words, token: str | None) -> ClaimMade:
        self._forget_id()
        self._id = self._names.take(self._address)
        self._asked, self._has_token = "device", bool(token)
        self._welcome = self._welcome_of("device")
        name = display_name(body.get("device", body.get("camera_name")), self._id)
        sdk = display_name(body.get("version"), "")
        return ClaimMade("device", self._id, name, sdk=sdk, features=FEATURES, bearer=token)

    def _claim_game(self, welcome: tuple[str, ...], name: object) -> ClaimMade:
        self._asked, self._welcome = "game", welcome
        return ClaimMade("game", "", display_name(name, "GDevelop"))

    def _claim_unasked(
        self, role: str, name: object, welcome: tuple[str, ...] = ()
    ) -> tuple[ClaimMade, ...]:
        """Return the claim of a peer that never said who it is; once is enough."""
        if self._role or role in self._refused:
            return ()
        if role == "game":
            return (self._claim_game(welcome, name),)
        claim = self._claim_device({"device": name}, None)
        self._welcome = welcome
        return (claim,)

    def admit(self, admitted: Admitted) -> Sequence[Message]:
        """Return the welcome."""
        self._role, self._asked = self._asked, ""
        self._board.links[self._role] += 1
        return self._welcome

    def refuse(self, code: str, text: str) -> Sequence[Message]:
        """Return why the peer is not let in, in the two words that devices know."""
        role, self._asked = self._asked, ""
        self._refused.add(role)
        self._forget_id()
        if role == "device":
            return (auth_failed(INVALID_TOKEN if self._has_token else MISSING_TOKEN),)
        return (auth_failed(text[:160]),)

    def send_call(self, call: Call) -> Sequence[Message]:
        """Return the one command there is. Devices never say whether they obeyed."""
        interval = call.args.get(INTERVAL)
        is_whole = isinstance(interval, int) and not isinstance(interval, bool)
        if call.method != "set" or set(call.args) != {INTERVAL} or not is_whole:
            raise ValueError(f"{SYSTEM} devices can be told {INTERVAL} and nothing else")
        text = "sent; this device does not say whether it obeys"
        self._acks.append(CommandAcked(Ack(call.id, AckStage.APPLIED, text=text, value=interval)))
        return (set_video_interval(int(str(interval))),)

    def send_sample(self, sample: Sample, now_us: int) -> Sequence[Message]:
        """Return the tags that may leave now, as flat texts; never anything binary."""
        for tag, fields in self._board.tell(sample):
            self._feed.put((sample.topic, tag.tag_id), self._board.message_of(fields))
        return self._feed.take(now_us)

    def check_timers(self, now_us: int) -> Sequence[Event]:
        """Return acks, and tags whose turn has come."""
        acks = tuple(self._acks)
        self._acks.clear()
        return (*acks, *(ReplyDue(text) for text in self._feed.take(now_us)))

    def close(self, now_us: int) -> None:
        """Give the name back."""
        self._forget_id()
        if self._role:
            self._board.links[self._role] -= 1

    def _forget_id(self) -> None:
        if self._id:
            self._names.give_back(self._id)
            self._id = ""


def _tells_tags(words: Words) -> bool:
    body = body_of(words)
    return "tags" in words or "tags" in body or "tag_id" in words or "tag_id" in body
