"""What this installation can decode and encode, for people who ask."""

from bridge.api import HealthReport

LICENCE = (
    "the av package brings x264, which is under the GPL: running it is free, "
    "passing on a bundle that contains it is under the GPL's terms"
)


def report_codecs(report: HealthReport) -> None:
    """Report whether FFmpeg is there and has the decoder and the encoder that are needed."""
    try:
        # What is checked is whether this very import works.
        import av  # noqa: PLC0415 - see above.
    except ImportError as error:
        report.error(f"the av package does not load: {error}", "pip install --force-reinstall av")
        return
    missing = sorted({"mjpeg", "libx264"} - av.codecs_available)
    if missing:
        report.error(
            f"this build of av {av.__version__} lacks {', '.join(missing)}",
            "install av as a wheel from the package index: pip install --only-binary av av",
        )
        return
    report.ok(f"av {av.__version__} decodes JPEG and encodes H.264 with x264; {LICENCE}")
