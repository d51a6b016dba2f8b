"""Which pages may read the bridge's answers: the cross-origin rules of browsers.

Knows: headers of requests and answers. Does not know: routes, keys.

The door has refused pages of foreign sites before. What is left over are pages of this
bridge, of this machine, of sites that the operator named, and pages without an origin of
their own, which the door may admit; all of them may read, because a WebSocket would tell
them the same. Cookies are never sent for them: no answer allows credentials.
"""

from collections.abc import Callable, Mapping

from bridge.transport.door_policy import OriginKind

READERS = frozenset(
    {
        OriginKind.FILE,
        OriginKind.OWN,
        OriginKind.SIBLING,
        OriginKind.LOOPBACK,
        OriginKind.LISTED,
    }
)
METHODS = "GET, HEAD, POST, DELETE"
# What a page may send: its key or a proof of it, and what ingest takes.
SENT = (
    "Authorization, Content-Type, Gamebridge-Seq, Gamebridge-Captured-Us, Gamebridge-Device-Us, "
    "Gamebridge-Frame-Seq"
)
# What a page may read beside the body: the challenge that it has to answer, the proof that
# the bridge knows its key, and what belongs to a picture.
TOLD = (
    "WWW-Authenticate, Gamebridge-Proof, Retry-After, Gamebridge-Seq, Gamebridge-Captured-Us, "
    "Gamebridge-Age-Us"
)
PREFLIGHT_AGE_S = "600"
_PRIVATE_NETWORK = "access-control-request-private-network"


def cors_headers(
    method: str, headers: Mapping[str, str], find_kind: Callable[[], OriginKind]
) -> tuple[tuple[str, str], ...]:
    """Return what an answer says to the browser about who may read it.

    `headers` are the request's, their names lower-case; `find_kind` is asked only for
    requests that name an origin.
    """
    origin = headers.get("origin")
    if origin is None:
        return ()
    if find_kind() not in READERS:
        return (("Vary", "Origin"),)
    told = [("Vary", "Origin"), ("Access-Control-Allow-Origin", origin)]
    if method != "OPTIONS":
        return (*told, ("Access-Control-Expose-Headers", TOLD))
    told += [
        ("Access-Control-Allow-Methods", METHODS),
        ("Access-Control-Allow-Headers", SENT),
        ("Access-Control-Max-Age", PREFLIGHT_AGE_S),
    ]
    # Browsers ask once more before a page of one network reaches into a nearer one.
    if headers.get(_PRIVATE_NETWORK) == "true":
        told.append(("Access-Control-Allow-Private-Network", "true"))
    return tuple(told)
