"""Hooks of the video plugin. Nothing here runs per picture."""

from functools import partial

from bridge.api import (
    HealthReport,
    HttpRoutes,
    Media,
    PluginContext,
    StageRegistry,
    TopicRegistry,
    hookimpl,
)


@hookimpl
def bridge_register_topics(topics: TopicRegistry) -> None:
    """Declare the H.264 topic of each camera."""
    from bridge_video.stages import H264_TOPIC

    topics.add(H264_TOPIC)


@hookimpl
def bridge_register_stages(stages: StageRegistry, context: PluginContext) -> None:
    """Add the JPEG gate, the decoder behind it, and the transcoder."""
    from bridge_video.jpeg_gate import JpegGate
    from bridge_video.settings import VideoSettings
    from bridge_video.stages import build_decoder, size_window, transcoding_stage

    settings = context.settings(VideoSettings)
    window = size_window(settings)
    stages.add_gate(Media.JPEG, JpegGate(window))
    stages.add_decoder(Media.JPEG, partial(build_decoder, window))
    stages.add(transcoding_stage(settings))


@hookimpl
def bridge_register_http(routes: HttpRoutes, context: PluginContext) -> None:
    """Serve each camera as MJPEG, snapshot and raw H.264."""
    from bridge_video.http import build_blueprint

    routes.add(build_blueprint(context.hub))


@hookimpl
def bridge_report_health(report: HealthReport) -> None:
    """Say whether this installation can encode, and under which licence."""
    from bridge_video.codecs import report_codecs

    report_codecs(report)
