"""What the bridge answers to a request that it will not serve.

Knows: HTTP status lines and headers. Does not know: sockets, why a request is refused.
"""

import json
from dataclasses import dataclass
from http import HTTPStatus

from bridge.model.errors import BridgeError

# Sent with every answer, whoever makes it. A page of the bridge runs its own scripts
# only, is shown in nobody's frame, and tells nobody where the reader came from.
SECURITY_HEADERS: tuple[tuple[str, str], ...] = (
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
        "media-src 'self' blob:; connect-src 'self'; font-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An HTTP status with a snake_case word, what was wrong, and what would be right."""

    status: int
    code: str
    text: str
    hint: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    def body(self) -> bytes:
        """Return the `status` object (docs/protocol.md §11.3) that a refused peer reads."""
        told = {"op": "status", "level": "error", "code": self.code, "text": self.text}
        if self.hint:
            told["hint"] = self.hint
        return json.dumps(told, ensure_ascii=True).encode("ascii") + b"\n"


class RequestRefused(BridgeError):
    """A request breaks HTTP or the policy of the door; `refusal` is the answer to send."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.text)
        self.refusal = refusal


def encode_refusal(refusal: Refusal) -> bytes:
    """Return the whole HTTP/1.1 answer; the connection ends after it."""
    body = refusal.body()
    phrase = HTTPStatus(refusal.status).phrase
    headers = (
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
        ("Connection", "close"),
        *refusal.headers,
        *SECURITY_HEADERS,
    )
    lines = [f"HTTP/1.1 {refusal.status} {phrase}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body
