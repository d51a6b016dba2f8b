"""Topic names, patterns and what a topic is declared to be."""

import enum
from dataclasses import dataclass, field
from functools import lru_cache

import msgspec

from bridge.model.ids import CHUNK

MAX_TOPIC_LENGTH = 200
MAX_CHUNKS = 8
# `**` does not reach these: a game that asks for everything wants the world, not the
# bridge's own bookkeeping (NetworkTables hides `$` topics for the same reason).
HIDDEN_ROOTS = frozenset({"sys"})


class TopicKind(enum.StrEnum):
    """How the samples of a topic relate to each other."""

    STATE = "state"  # A whole snapshot; the newest replaces the rest and is retained.
    STREAM = "stream"  # Perishable samples, each with a sequence number.
    EVENT = "event"  # Happenings that must not be merged.
    MEDIA = "media"  # Encoded pictures.


class Media(enum.StrEnum):
    """How the payload of a media topic is encoded."""

    JPEG = "jpeg"  # One baseline JPEG file per sample.
    H264 = "h264"  # One Annex B access unit per sample.


def parse_topic(text: str) -> str:
    """Return `text` as a topic name, or raise ValueError that names the bad chunk."""
    _check_length(text)
    for position, chunk in enumerate(text.split("/")):
        if not CHUNK.match(chunk):
            raise ValueError(_chunk_fault("topic", text, position, chunk))
    return text


def _check_length(text: str) -> None:
    if len(text) > MAX_TOPIC_LENGTH:
        raise ValueError(
            f"topic {text[:40]!r}…: {len(text)} characters, {MAX_TOPIC_LENGTH} allowed"
        )
    if text.count("/") >= MAX_CHUNKS:
        raise ValueError(f"topic {text!r}: more than {MAX_CHUNKS} chunks")


def _chunk_fault(what: str, text: str, position: int, chunk: str) -> str:
    fault = "is empty" if not chunk else f"is {chunk!r}"
    return (
        f"{what} {text!r}: chunk {position} {fault}; "
        "a chunk is 1 to 32 characters of a-z, 0-9, '_' and '-'"
    )


@dataclass(frozen=True, slots=True)
class TopicPattern:
    """A topic name in which `*` stands for one chunk and a last `**` for any tail."""

    text: str
    chunks: tuple[str, ...] = field(repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        _check_length(self.text)
        chunks = tuple(self.text.split("/"))
        for position, chunk in enumerate(chunks):
            is_tail = chunk == "**" and position == len(chunks) - 1
            if chunk != "*" and not is_tail and not CHUNK.match(chunk):
                raise ValueError(
                    _chunk_fault("pattern", self.text, position, chunk)
                    + ", or '*', or '**' at the end"
                )
        object.__setattr__(self, "chunks", chunks)

    @property
    def is_exact(self) -> bool:
        """True when the pattern can match one name only."""
        return not any(chunk in ("*", "**") for chunk in self.chunks)

    def matches(self, topic: str) -> bool:
        """Tell whether `topic` is one of the names that the pattern stands for."""
        names = topic.split("/")
        if names[0] in HIDDEN_ROOTS and self.chunks[0] != names[0]:
            return False
        if self.chunks[-1] == "**":
            head = self.chunks[:-1]
            return len(names) >= len(head) and _chunks_match(head, names)
        return len(names) == len(self.chunks) and _chunks_match(self.chunks, names)

    def wildcards(self, topic: str) -> tuple[str, ...] | None:
        """Return what each `*` stands for in `topic`, or None if it does not match."""
        if not self.matches(topic):
            return None
        names = topic.split("/")
        return tuple(name for chunk, name in zip(self.chunks, names, strict=False) if chunk == "*")

    def bind(self, wildcards: tuple[str, ...]) -> str:
        """Return the topic that results from filling in each `*` in turn."""
        fill = iter(wildcards)
        return "/".join(next(fill) if chunk == "*" else chunk for chunk in self.chunks)


def _chunks_match(pattern: tuple[str, ...], names: list[str]) -> bool:
    return all(p in ("*", n) for p, n in zip(pattern, names, strict=False))


@lru_cache(maxsize=4096)
def parse_pattern(text: str) -> TopicPattern:
    """Return `text` as a pattern, or raise ValueError; repeated texts cost a look-up."""
    return TopicPattern(text)


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """What the topics of a pattern carry, declared once and for all subscribers alike.

    `schema` is the msgspec type of a value topic and None for media; `version` is its
    major version. `key_field` names the field (of the value, or of the items of its
    first list field) that the `keyed` delivery mode keeps apart. `max_age_us` is the
    age past which a waiting sample is worthless (0: never).
    """

    pattern: TopicPattern
    kind: TopicKind
    description: str
    schema: type[msgspec.Struct] | None = None
    media: Media | None = None
    version: int = 1
    key_field: str | None = None
    max_age_us: int = 0
    sensitive: bool = False

    def __post_init__(self) -> None:
        if (self.kind is TopicKind.MEDIA) != (self.media is not None):
            raise ValueError(f"topic {self.pattern.text!r}: media kind and encoding go together")
        if (self.schema is None) != (self.media is not None):
            raise ValueError(f"topic {self.pattern.text!r}: needs a schema or a media encoding")

    @property
    def schema_id(self) -> str:
        """The name that travels: `TagDetections@1`, `jpeg@1`."""
        name = self.schema.__name__ if self.schema is not None else str(self.media)
        return f"{name}@{self.version}"

    @property
    def is_retained(self) -> bool:
        """True when a late subscriber is given the newest sample at once."""
        return self.kind is TopicKind.STATE
