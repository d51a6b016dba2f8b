"""Types of single fields, with the bounds that docs/protocol.md §3.2 gives them."""

from typing import Annotated, Literal

from msgspec import Meta

from bridge.wire.constants import MAX_INTEGER

Id = Annotated[str, Meta(pattern=r"\A[a-z0-9_-]{1,32}\Z")]
# A wrong name or topic is answered with a code of its own, so these bound only the size.
LongText = Annotated[str, Meta(max_length=1024)]
TopicText = Annotated[str, Meta(min_length=1, max_length=256)]
ShortText = Annotated[str, Meta(max_length=64)]
DisplayName = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9 _.\-]{1,48}\Z")]
KeyText = Annotated[str, Meta(min_length=1, max_length=256)]
Nonce = Annotated[str, Meta(pattern=r"\A[0-9a-f]{32}\Z")]
ProofText = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
CallId = Annotated[str, Meta(pattern=r"\A[!-~]{1,64}\Z")]
Handle = Annotated[int, Meta(ge=1, le=65_535)]
Micros = Annotated[int, Meta(ge=0, le=MAX_INTEGER)]
Count = Annotated[int, Meta(ge=0, le=MAX_INTEGER)]
Integer = Annotated[int, Meta(ge=-MAX_INTEGER, le=MAX_INTEGER)]
Rate = Annotated[float, Meta(ge=0, le=1_000_000)]
Scalar = Annotated[str, Meta(max_length=4096)] | Integer | float | bool | None

Level = Literal["info", "warning", "error"]
ModeName = Literal["latest", "keyed", "ring", "all", "sync"]
StageName = Literal["accepted", "sent", "applied", "rejected", "expired", "unknown", "cancelled"]
KindName = Literal["state", "stream", "event", "media"]
