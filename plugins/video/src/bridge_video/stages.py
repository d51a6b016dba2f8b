"""What the plugin adds to the pipeline. Codecs are loaded when the first picture needs them."""

from collections.abc import Mapping

import msgspec

from bridge.api import (
    Media,
    PictureDecoder,
    PixelNeed,
    Place,
    Stage,
    StageFunction,
    TopicKind,
    TopicSpec,
    parse_pattern,
)
from bridge_video.jpeg_header import SizeWindow
from bridge_video.settings import VideoSettings

JPEG = parse_pattern("device/*/camera/jpeg")
H264 = parse_pattern("device/*/camera/h264")

H264_TOPIC = TopicSpec(
    pattern=H264,
    kind=TopicKind.MEDIA,
    description="The camera's pictures as H.264, made while somebody watches.",
    media=Media.H264,
)


def build_transcoder(topic: str, options: Mapping[str, object]) -> StageFunction:
    """Return the transcoder of the camera with pictures on `topic`; loads the codecs."""
    # A bridge that nobody watches never loads FFmpeg: 0.2 s and 60 MB.
    from bridge_video.transcoder import H264Transcoder  # noqa: PLC0415 - see above.

    return H264Transcoder(msgspec.convert(options, VideoSettings))


def transcoding_stage(settings: VideoSettings) -> Stage:
    """Return the stage that turns JPEG into H.264 on demand."""
    options: dict[str, object] = msgspec.to_builtins(settings)
    return Stage(
        name="h264",
        takes=JPEG,
        gives=H264,
        build=build_transcoder,
        place=Place.THREAD,
        pixels=PixelNeed.ALL,
        budget_us=round(settings.budget_ms * 1000),
        options=options,
    )


def build_decoder(window: SizeWindow) -> PictureDecoder:
    """Return a decoder for the pictures of one camera; loads the codecs."""
    from bridge_video.decoder import JpegDecoder  # noqa: PLC0415 - as above.

    return JpegDecoder(window)


def size_window(settings: VideoSettings) -> SizeWindow:
    """Return the picture sizes that the settings allow."""
    return SizeWindow(
        settings.min_width_px,
        settings.min_height_px,
        settings.max_width_px,
        settings.max_height_px,
    )
