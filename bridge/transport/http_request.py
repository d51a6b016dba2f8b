"""The current Quart request in our own words.

Knows: Quart's request object. Does not know: what is asked for.
"""

from quart import request

from bridge.transport.http_guard import Asker


def current_asker() -> Asker:
    """Return who sent the current request."""
    scope = request.scope
    client, server = scope.get("client"), scope.get("server")
    return Asker(
        request.method,
        client[0] if client else "",
        server[1] or 0 if server else 0,
        scope["scheme"] == "https",
        {name.lower(): value for name, value in request.headers.items()},
        request.cookies,
    )


def current_target() -> str:
    """Return the target of the current request as it was sent, query included."""
    raw_path, query = request.scope["raw_path"], request.scope["query_string"]
    target = raw_path + b"?" + query if query else raw_path
    return target.decode("ascii", "replace")


async def current_body(*, keep: bool = False) -> bytes:
    """Return the whole body of the current request, as it was sent; once, unless kept."""
    return await request.get_data(cache=keep, as_text=False, parse_form_data=False)
