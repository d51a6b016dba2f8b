"""How long a JPEG is and how large its picture, told by its segments. Pure.

A JPEG may carry a thumbnail with an end marker of its own inside a segment, so neither
the end nor the size can be found by looking for two bytes.
"""

import re

SOI = b"\xff\xd8"
EOI = b"\xff\xd9"
# Inside a scan, FF is data when 00 follows it, and D0 to D7 only count intervals.
_SCAN_ENDS = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_START_OF_SCAN = 0xDA
_END_OF_IMAGE = 0xD9
# Baseline, extended and progressive frames; their headers begin alike.
_FRAME_MARKERS = (0xC0, 0xC1, 0xC2)


class JpegEnd:
    """Finds where the JPEG ends that begins at the start of a growing buffer.

    `is_lost` once the bytes are no segments any more: then only the sender knows.
    """

    def __init__(self) -> None:
        self.is_lost = False
        self._at = len(SOI)
        self._in_scan = False

    def find(self, data: bytearray) -> int | None:
        """Return the offset after the end marker, or None if it has not come."""
        while not self.is_lost:
            if self._in_scan and not self._leave_scan(data):
                return None
            if len(data) < self._at + 4:
                return self._end_in(data)
            if data[self._at] != 0xFF:
                self.is_lost = True
            elif data[self._at + 1] == _END_OF_IMAGE:
                return self._at + 2
            else:
                self._pass_segment(data)
        return None

    def _end_in(self, data: bytearray) -> int | None:
        """Return the end if it is the last that came: too little to be a segment."""
        is_end = data[self._at : self._at + 2] == EOI
        return self._at + 2 if is_end else None

    def _leave_scan(self, data: bytearray) -> bool:
        found = _SCAN_ENDS.search(data, self._at)
        if found is None:
            # The last byte may be the first half of a marker.
            self._at = max(self._at, len(data) - 1)
            return False
        self._at, self._in_scan = found.start(), False
        return True

    def _pass_segment(self, data: bytearray) -> None:
        marker = data[self._at + 1]
        if marker == 0xFF:  # A fill byte.
            self._at += 1
        elif marker in _STANDALONE:
            self._at += 2
        elif marker < 0xC0 or marker == 0xD8:
            self.is_lost = True
        else:
            length = data[self._at + 2] << 8 | data[self._at + 3]
            self.is_lost = length < 2
            self._at += 2 + length
            self._in_scan = marker == _START_OF_SCAN


def picture_size(jpeg: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels as the frame header says, or None without one."""
    at = len(SOI)
    while at + 9 <= len(jpeg) and jpeg[at] == 0xFF:
        marker = jpeg[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _STANDALONE:
            at += 2
        elif marker in _FRAME_MARKERS:
            height_px, width_px = jpeg[at + 5] << 8 | jpeg[at + 6], jpeg[at + 7] << 8 | jpeg[at + 8]
            return width_px, height_px
        elif marker in (_START_OF_SCAN, _END_OF_IMAGE):
            return None
        else:
            at += 2 + max(2, jpeg[at + 2] << 8 | jpeg[at + 3])
    return None
