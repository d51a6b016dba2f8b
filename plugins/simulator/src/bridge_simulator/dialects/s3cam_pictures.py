"""How an s3cam sends one picture: which messages, and how long it rests after each.

Knows: sizes, chunks and rests of both modes. Does not know: sockets, faults' times.
"""

from dataclasses import dataclass

BARE_UP_TO_BYTES = 10_000
WHOLE_UP_TO_BYTES = 30_000
# From which size on a chunk has how many bytes; the first line that fits counts.
_CHUNKS = {
    "Estabilidad": ((400_000, 12_288), (200_000, 6_144), (100_000, 2_048), (0, 1_024)),
    "Velocidad": ((400_000, 24_576), (200_000, 12_288), (100_000, 6_144), (0, 2_048)),
}
_MIN_JPEG_BYTES = 100
_END_WITHIN_BYTES = 100


@dataclass(frozen=True, slots=True)
class Rests:
    """Seconds of rest after each kind of message."""

    chunk_s: float
    header_s: float
    frame_s: float
    footer_s: float
    bare_s: float


# The speed mode's own are not written down anywhere; these are as short as is safe.
_RESTS = {
    "Estabilidad": Rests(0.030, 0.150, 0.200, 0.200, 0.050),
    "Velocidad": Rests(0.002, 0.005, 0.005, 0.005, 0.005),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One message and the rest after it; text or binary."""

    message: str | bytes
    rest_s: float


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A picture with the number and the size that its header tells."""

    number: int
    jpeg: bytes
    width_px: int
    height_px: int


def is_sound(jpeg: bytes) -> bool:
    """Tell whether the firmware sends a picture at all."""
    has_ends = jpeg[:2] == b"\xff\xd8" and b"\xff\xd9" in jpeg[-_END_WITHIN_BYTES:]
    return len(jpeg) >= _MIN_JPEG_BYTES and has_ends


def chunk_bytes(size: int, mode: str) -> int:
    """Return how many bytes each chunk of a picture has."""
    return next(chunk for above, chunk in _CHUNKS[mode] if size > above)


def steps_of(picture: Outgoing, mode: str) -> list[Step]:
    """Return the messages of a picture, by its size."""
    size, rests = len(picture.jpeg), _RESTS[mode]
    if size <= BARE_UP_TO_BYTES:
        return [Step(picture.jpeg, rests.bare_s)]
    if size <= WHOLE_UP_TO_BYTES:
        return [
            Step(f'{{"type":"frame_start","id":{picture.number},"size":{size}}}', rests.header_s),
            Step(picture.jpeg, rests.frame_s),
            Step(f'{{"type":"frame_end","id":{picture.number}}}', rests.footer_s),
        ]
    return _chunked(picture, chunk_bytes(size, mode), rests)


def _chunked(picture: Outgoing, chunk: int, rests: Rests) -> list[Step]:
    size = len(picture.jpeg)
    chunks = [picture.jpeg[at : at + chunk] for at in range(0, size, chunk)]
    header = (
        f'{{"type":"img_start","id":{picture.number},"size":{size},"chunks":{len(chunks)},'
        f'"chunkSize":{chunk},"width":{picture.width_px},"height":{picture.height_px}}}'
    )
    footer = f'{{"type":"img_end","id":{picture.number},"size":{size},"success":true}}'
    return [
        Step(header, rests.header_s),
        *(Step(part, rests.chunk_s) for part in chunks),
        Step(footer, rests.footer_s),
    ]


def broken_off(steps: list[Step]) -> list[Step]:
    """Return the first half of a picture in chunks; nothing of a picture in one message."""
    return steps[: len(steps) // 2] if len(steps) > 3 else []


def without_end(steps: list[Step]) -> list[Step]:
    """Return a picture in chunks without its last text."""
    return steps[:-1] if len(steps) > 3 else steps
