"""The structural gate in front of every JPEG decoder: one look at the markers, in microseconds.

JPEG lets a few kilobytes cost a decoder seconds or gigabytes, and half a picture decodes
"fine". What leaves this gate is one whole baseline picture of a known size and nothing
else. Knows: the format's markers. Does not know: decoders, the hub, who sent it.
"""

import re
from itertools import islice

from bridge.api import SampleRefused
from bridge_video.jpeg_header import (
    REFUSED_FRAMES,
    FrameHeader,
    Header,
    SizeWindow,
    check_scan,
    parse_frame,
)
from bridge_video.jpeg_tables import huffman_ids, quantisation_ids

SOF0, DHT, EOI, SOS, DQT, DRI = 0xC0, 0xC4, 0xD9, 0xDA, 0xDB, 0xDD
# Application data and comments: written for programs that are not decoders.
METADATA = frozenset((*range(0xE0, 0xF0), 0xFE))
# Markers that have no length after them and no business before the scan.
LONE = frozenset((0x00, 0x01, *range(0xD0, 0xDA)))
# The header that makes a file a JFIF file, without a thumbnail. It says nothing that a
# decoder could stumble over, and cutting it would copy nearly every picture of a camera.
PLAIN_JFIF = re.compile(rb"\xff\xe0\x00\x10JFIF\x00.{7}\x00\x00", re.DOTALL)
# Cameras write eight segments and phones twenty; a file of nothing but segments would
# cost the bridge a second.
MAX_SEGMENTS = 64
# One pass at the speed of C, 0.6 µs per kilobyte. A stuffed ff00 is data.
NEXT_MARKER = re.compile(rb"\xff[^\x00]")
NEXT_MARKER_BUT_RESTARTS = re.compile(rb"\xff[^\x00\xd0-\xd7]")
RESTART = re.compile(rb"\xff[\xd0-\xd7]")
FILL = re.compile(rb"\xff*")
# The least that a block can take: one bit for its brightness, one for the end of it.
MIN_BLOCK_BITS = 2


class JpegGate:
    """Lets whole baseline JPEG pictures of a bearable size through, cleaned.

    Safe in any thread: it keeps nothing of a picture but its tables.
    """

    def __init__(self, window: SizeWindow) -> None:
        self._window = window

    def __call__(self, payload: bytes) -> bytes:
        """Return the picture alone, or raise SampleRefused with the reason.

        It is the same object unless metadata or what follows the picture was cut.
        """
        if not payload.startswith(b"\xff\xd8"):
            raise SampleRefused(
                "not_jpeg", f"starts with {payload[:4].hex() or 'nothing'}: a JPEG starts with ffd8"
            )
        header = Header()
        frame, scan_at, cuts = self._read_segments(payload, header)
        end = _find_end(payload, scan_at, frame, header.restart_interval)
        if not cuts and end == len(payload):
            return payload
        return _without(payload, cuts, end)

    def _read_segments(
        self, payload: bytes, header: Header
    ) -> tuple[FrameHeader, int, list[tuple[int, int]]]:
        """Return the frame, where the scan's data start, and what to cut before them."""
        at = 2
        cuts: list[tuple[int, int]] = []
        for _ in range(MAX_SEGMENTS):
            at, end = _segment_at(payload, at)
            marker = payload[at + 1]
            if marker in METADATA:
                if not PLAIN_JFIF.fullmatch(payload, at, end):
                    cuts.append((at, end))
            elif marker == SOS:
                return check_scan(payload[at + 4 : end], header), end, cuts
            else:
                self._read(marker, payload[at + 4 : end], header)
            at = end
        raise SampleRefused("bad_segment", f"more than {MAX_SEGMENTS} segments before the scan")

    def _read(self, marker: int, body: bytes, header: Header) -> None:
        if marker == DQT:
            header.quantisation |= quantisation_ids(body)
        elif marker == DHT:
            header.huffman |= huffman_ids(body)
        elif marker == SOF0 or marker in REFUSED_FRAMES:
            if header.frame is not None:
                raise SampleRefused("bad_segment", "a second frame header")
            header.frame = parse_frame(marker, body, self._window)
        elif marker == DRI:
            if len(body) != 2:
                raise SampleRefused("bad_segment", f"restart interval of {len(body)} bytes")
            header.restart_interval = body[0] << 8 | body[1]
        else:
            raise SampleRefused("bad_marker", f"marker ff{marker:02x} before the scan")


def _segment_at(payload: bytes, at: int) -> tuple[int, int]:
    """Return where the segment at `at` starts, after any fill bytes, and where it ends."""
    if payload[at : at + 2] == b"\xff\xff":
        fill = FILL.match(payload, at)
        at = fill.end() - 1 if fill else at
    head = payload[at : at + 4]
    if len(head) < 4:
        raise SampleRefused("truncated", f"ends after {len(payload)} bytes, before the scan")
    if head[0] != 0xFF or head[1] in LONE:
        raise SampleRefused("bad_marker", f"{head[:2].hex()} at byte {at}: no segment starts so")
    length = head[2] << 8 | head[3]
    if length < 2:
        raise SampleRefused("bad_segment", f"segment ff{head[1]:02x} of length {length}")
    end = at + 2 + length
    if end > len(payload):
        raise SampleRefused(
            "truncated", f"ends after {len(payload)} bytes, inside segment ff{head[1]:02x}"
        )
    return at, end


def _find_end(payload: bytes, start: int, frame: FrameHeader, restart_interval: int) -> int:
    """Return where the picture ends; its scan must be whole and the only one."""
    pattern = NEXT_MARKER_BUT_RESTARTS if restart_interval else NEXT_MARKER
    found = pattern.search(payload, start)
    if found is None:
        raise SampleRefused("truncated", f"no end marker in {len(payload)} bytes")
    data_end = found.start()
    marker, end = payload[data_end + 1], data_end + 2
    if marker == 0xFF:
        fill = FILL.match(payload, data_end)
        end = fill.end() + 1 if fill else end
        if end > len(payload):
            raise SampleRefused("truncated", f"no end marker in {len(payload)} bytes")
        marker = payload[end - 1]
    _check_end(marker)
    data_bytes = data_end - start
    if data_bytes * 8 < frame.blocks * MIN_BLOCK_BITS:
        raise SampleRefused(
            "truncated",
            f"{data_bytes} bytes cannot hold a picture of {frame.width_px}×{frame.height_px}",
        )
    if restart_interval:
        _check_restarts(payload[start:data_end], -(-frame.units // restart_interval) - 1)
    return end


def _check_end(marker: int) -> None:
    if marker == EOI:
        return
    if marker in (SOS, DHT, DQT, DRI):
        # One scan is what cameras send; a file of thousands costs a decoder minutes.
        raise SampleRefused(
            "extra_scan", f"marker ff{marker:02x} after the scan: expected one scan"
        )
    if 0xD0 <= marker <= 0xD7:
        raise SampleRefused("bad_restart", f"marker ff{marker:02x} without a restart interval")
    raise SampleRefused("bad_marker", f"marker ff{marker:02x} inside the scan")


def _check_restarts(data: bytes, expected: int) -> None:
    # A chunk that was lost on the way shows here: the markers count from 0 to 7 and over.
    # Some encoders write one more after the last interval.
    found = [mark[0][1] & 7 for mark in islice(RESTART.finditer(data), expected + 2)]
    if len(found) not in (expected, expected + 1):
        raise SampleRefused("bad_restart", f"{len(found)} restart markers, expected {expected}")
    for position, number in enumerate(found):
        if number != position & 7:
            raise SampleRefused(
                "bad_restart", f"restart marker {number} where {position & 7} belongs"
            )


def _without(payload: bytes, cuts: list[tuple[int, int]], end: int) -> bytes:
    parts = []
    at = 0
    for cut_at, cut_end in cuts:
        parts.append(payload[at:cut_at])
        at = cut_end
    parts.append(payload[at:end])
    return b"".join(parts)
