"""Which vectors there are, by folder."""

from collections.abc import Iterator

from tests.vectors.clock_vectors import clock_vectors
from tests.vectors.control_vectors import control_vectors
from tests.vectors.http_vectors import http_vectors
from tests.vectors.invalid_vectors import invalid_vectors
from tests.vectors.pairing_vectors import pairing_vectors
from tests.vectors.pose_vectors import pose_vectors
from tests.vectors.proof_vectors import proof_vectors
from tests.vectors.sample_vectors import sample_vectors
from tests.vectors.tolerant_vectors import tolerant_vectors

Vector = dict[str, object]


def vectors_of(folder: str) -> Iterator[Vector]:
    """Yield the vectors of one folder."""
    match folder:
        case "valid":
            yield from control_vectors()
            yield from sample_vectors()
            yield from http_vectors()
        case "tolerant":
            yield from tolerant_vectors()
        case "invalid":
            yield from invalid_vectors()
        case "clocksync":
            yield from clock_vectors()
        case "proof":
            yield from proof_vectors()
        case "pairing":
            yield from pairing_vectors()
        case "pose":
            yield from pose_vectors()
