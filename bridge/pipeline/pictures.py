"""A picture is decoded at most once, by whichever stage needs its pixels first."""

from bridge.model.camera import Picture
from bridge.model.errors import SampleRefused
from bridge.model.sample import Sample
from bridge.plugin.stage import DecoderFactory, PictureDecoder

_KEY = "picture"


class PictureSource:
    """Pictures of one camera for one stage. Used by one thread at a time."""

    def __init__(self, build: DecoderFactory) -> None:
        self._build = build
        self._decoder: PictureDecoder | None = None

    def picture(self, sample: Sample) -> Picture:
        """Return the decoded frame, shared with every other stage; or raise SampleRefused."""
        if self._decoder is None:
            self._decoder = self._build()
        decoder = self._decoder
        outcome = sample.memo.get(_KEY, lambda: _decode(decoder, sample.payload))
        if isinstance(outcome, SampleRefused):
            raise outcome
        return outcome


def _decode(decoder: PictureDecoder, payload: bytes) -> Picture | SampleRefused:
    # A refusal is an outcome as well: the next stage need not try again.
    try:
        return decoder.decode(payload)
    except SampleRefused as refused:
        return refused
