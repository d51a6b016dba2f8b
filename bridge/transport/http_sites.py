"""Routes that are for one port only, inside one application.

Knows: ports and paths. Does not know: routes, the HTTP server.

Two foreign systems may want the same path on two ports. Their routes are mounted under a
prefix that names the port; no client sees it, and none can ask for it.
"""

_MARK = "/:"


def site_prefix(port: int) -> str:
    """Return the prefix of the routes that are for `port` only."""
    return f"{_MARK}{port}"


def route_path(path: str, port: int, site_ports: frozenset[int]) -> str:
    """Return the path to look up for a request's `path` that came in by `port`."""
    if port in site_ports:
        return site_prefix(port) + path
    # A client that spells the prefix itself finds nothing.
    return f"{_MARK}none" if path.startswith(_MARK) else path
