"""The stage from a camera's pictures to H.264: when to begin afresh, and when to rebuild."""

from bridge.api import FLAG_DISCONTINUITY, FLAG_KEY_FRAME, Output, Picture, Sample
from bridge_video.encoder import H264Encoder
from bridge_video.settings import VideoSettings

# A key frame is ten times as large as the others. Ten viewers who join at once share one.
KEY_FRAME_GAP_US = 250_000


class H264Transcoder:
    """Encodes the pictures of one camera, once for all viewers.

    A key frame comes on request, at least every `key_frame_s`, and whenever the camera
    changes its picture size.
    """

    def __init__(self, settings: VideoSettings) -> None:
        self._settings = settings
        self._key_frame_us = round(settings.key_frame_s * 1e6)
        self._encoder: H264Encoder | None = None
        self._size = (0, 0)
        self._last_key_us = 0
        self._requested = False

    def __call__(self, sample: Sample, picture: Picture | None) -> Output | None:
        """Return the access unit of one picture; None if the encoder kept it back."""
        if picture is None:
            raise ValueError(f"no pixels came with sample {sample.seq} of {sample.topic!r}")
        flags = 0
        # H.264 halves chroma both ways, so an odd last row or column has nowhere to go.
        size = (picture.width & ~1, picture.height & ~1)
        encoder = self._encoder
        if encoder is None or size != self._size:
            flags = FLAG_DISCONTINUITY if encoder is not None else 0
            encoder = self._rebuild(size)
        payload, is_key_frame = encoder.encode(
            picture, key_frame=self._take_request(sample.received_us)
        )
        if is_key_frame:
            self._last_key_us = sample.received_us
            flags |= FLAG_KEY_FRAME
        return Output(payload=payload, flags=flags) if payload else None

    def _rebuild(self, size: tuple[int, int]) -> H264Encoder:
        self._encoder = H264Encoder(*size, self._settings.preset, self._settings.crf)
        self._size = size
        # A new encoder begins with a key frame, and that is what was asked for.
        self._requested = False
        return self._encoder

    def _take_request(self, now_us: int) -> bool:
        since_us = now_us - self._last_key_us
        if since_us >= self._key_frame_us:
            self._requested = False
            return True
        if not self._requested or since_us < KEY_FRAME_GAP_US:
            return False
        # Cleared before encoding: a request that arrives meanwhile counts for the next.
        self._requested = False
        return True

    def request_key_frame(self) -> None:
        """Make one of the next outputs a key frame. Callable from any thread; never waits."""
        self._requested = True

    def close(self) -> None:
        """Give the encoder back."""
        self._encoder = None
