"""Asking a camera by its address, without a bridge. For the command line."""

import trio

from bridge_sources.address import AddressPolicy
from bridge_sources.capture81 import PORT
from bridge_sources.capture_dial import authority_of, opener
from bridge_sources.capture_link import capture_once
from bridge_sources.http_client import CameraHttp, Page
from bridge_sources.jpeg_walk import EOI, SOI
from bridge_sources.location import parse_location
from bridge_sources.records import SourceFailed, SourceRecord

# Who types an address at this machine could as well type it into a browser.
ANYWHERE = ("0.0.0.0/0", "::/0", "127.0.0.0/8", "::1/128", "169.254.0.0/16", "fe80::/10")
SCHEMES = ("ws://", "http://")
SNAPSHOT_PATH = "/capture"


def is_address(text: str) -> bool:
    """Tell whether a text names a camera by its address instead of its name."""
    return text.lower().startswith(SCHEMES)


async def take_picture(address: str) -> bytes:
    """Return one picture of the camera at `address`. SourceFailed, ValueError."""
    if address.lower().startswith("ws://"):
        return await _capture81(address)
    place = parse_location(address)
    page = Page(
        place.host, place.port or 80, place.path or SNAPSHOT_PATH, place.user, place.password
    )
    body = (await CameraHttp(AddressPolicy(ANYWHERE)).get(page)).body
    end = body.rfind(EOI)
    if not body.startswith(SOI) or end < 0:
        raise SourceFailed(f"{page}: {len(body)} bytes that are no whole JPEG picture")
    return body[: end + len(EOI)]


async def _capture81(address: str) -> bytes:
    place = parse_location("http://" + address[len("ws://") :])
    port = place.port or PORT
    record = SourceRecord(name=address, host=place.host, kind="capture81", port=port)
    try:
        stream = await opener(record, AddressPolicy(ANYWHERE))()
    except SourceFailed as error:
        raise SourceFailed(f"{address}: {error}") from None
    began_s = trio.current_time()
    return await capture_once(
        stream,
        authority_of(place.host, port),
        lambda: round((trio.current_time() - began_s) * 1e6),
        address,
    )
