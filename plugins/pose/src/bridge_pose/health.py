"""Whether tags can be found on this machine at all."""

import importlib
import importlib.util
from importlib.metadata import version

import trio

from bridge.api import HealthReport

DISTRIBUTION = "pupil-apriltags"
REMEDY = (
    "There are ready-made packages for Linux on x86-64, macOS and Windows with Python 3.11 to "
    "3.13. Elsewhere install a C compiler and CMake, on Debian 'apt install build-essential "
    f"cmake', then run: pip install --no-binary {DISTRIBUTION} {DISTRIBUTION}"
)


def report_native_library(report: HealthReport) -> None:
    """Say whether the AprilTag library works: by loading it, unless a bridge runs here.

    Loading it takes half a second, in which a running bridge would stand still; its
    worker processes load it for themselves.
    """
    if trio.lowlevel.in_trio_run():
        _look_without_loading(report)
        return
    try:
        detector = importlib.import_module("bridge_pose.detector")
        tags = detector.load_family("tag36h11").ncodes
    # What a native library does when it does not fit is for it to decide: ImportError,
    # OSError and RuntimeError have all been seen.
    except (ImportError, OSError, RuntimeError) as error:
        report.error(f"{DISTRIBUTION} does not work here: {error}", REMEDY)
        return
    report.ok(f"{DISTRIBUTION} {version(DISTRIBUTION)} knows {tags} tags of tag36h11")


def _look_without_loading(report: HealthReport) -> None:
    if importlib.util.find_spec("pupil_apriltags") is None:
        report.error(f"{DISTRIBUTION} is not installed", REMEDY)
    else:
        report.ok(f"{DISTRIBUTION} {version(DISTRIBUTION)} is installed")
