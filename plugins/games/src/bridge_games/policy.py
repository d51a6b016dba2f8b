"""What a game's page may do in a browser (docs/decisions/0019-games-in-a-sandbox.md).

Knows: headers. Does not know: files, Quart.
"""

import ipaddress
from collections.abc import Collection

# The key cookie of pages that were opened with ?key=… (docs/reference/http.md).
KEY_COOKIE_HEAD = "gamebridge_key_"

# PIXI compiles functions from text and will not start without 'unsafe-eval'; both physics
# engines are WebAssembly, which that word covers. An export has its first script in the
# page ('unsafe-inline'), and makes textures, sounds and workers from blob: and data:.
# Code comes from the game's folder only: what was added is what runs. Where a game may
# talk to is left open, because scores, sign-in and multiplayer of its engine are elsewhere.
_PAGE = (
    "default-src 'self' blob: data:; "
    "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' blob: data: http: https:; "
    "media-src 'self' blob: data: http: https:; "
    "font-src 'self' blob: data:; "
    "connect-src 'self' blob: data: ws: wss: http: https:; "
    "worker-src 'self' blob: data:; "
    "frame-src 'self' blob: data: https:; "
    "object-src 'none'; base-uri 'self'; form-action 'self' https:; frame-ancestors 'none'"
)
# All that a top page can be given back, but for `allow-same-origin`: that is the point.
_SANDBOX = (
    "; sandbox allow-scripts allow-forms allow-modals allow-downloads allow-pointer-lock "
    "allow-orientation-lock allow-presentation allow-popups allow-popups-to-escape-sandbox"
)
# A picture is looked at, also when it is an SVG file that somebody opens by itself.
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"

Headers = tuple[tuple[str, str], ...]

# A page in a sandbox has no origin, so its own files come to it from elsewhere; and browsers
# will not open a sandboxed page in a window group of its own.
SANDBOXED: Headers = (
    ("Content-Security-Policy", _PAGE + _SANDBOX),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
    ("Cross-Origin-Opener-Policy", "unsafe-none"),
)
# Sign-in windows of the engine's services answer to the page that opened them.
TRUSTED: Headers = (
    ("Content-Security-Policy", _PAGE),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin-allow-popups"),
)


def needs_sandbox(address: str, cookies: Collection[str], *, is_trusted: bool) -> bool:
    """Tell whether a game's page would have more than a game's rights in this browser.

    On the bridge's own machine pages of the bridge need no key, and a key cookie is sent
    for every page of the bridge. Elsewhere a page may nothing before it has a key.
    """
    return not is_trusted and (
        is_loopback(address) or any(name.startswith(KEY_COOKIE_HEAD) for name in cookies)
    )


def is_loopback(address: str) -> bool:
    """Tell whether a peer's address is this machine; an IPv4 one may come in IPv6 dress."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return found.is_loopback or (mapped is not None and mapped.is_loopback)
