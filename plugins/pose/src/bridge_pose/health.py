"""Whether tags can be found on this machine at all."""

import importlib
from importlib.metadata import version

from bridge.api import HealthReport

DISTRIBUTION = "pupil-apriltags"
REMEDY = (
    "There are ready-made packages for Linux on x86-64, macOS and Windows with Python 3.11 to "
    "3.13. Elsewhere install a C compiler and CMake, on Debian 'apt install build-essential "
    f"cmake', then run: pip install --no-binary {DISTRIBUTION} {DISTRIBUTION}"
)


def report_native_library(report: HealthReport) -> None:
    """Load the AprilTag library and say what came of it."""
    try:
        detector = importlib.import_module("bridge_pose.detector")
        tags = detector.load_family("tag36h11").ncodes
    # What a native library does when it does not fit is for it to decide: ImportError,
    # OSError and RuntimeError have all been seen.
    except (ImportError, OSError, RuntimeError) as error:
        report.error(f"{DISTRIBUTION} does not work here: {error}", REMEDY)
        return
    report.ok(f"{DISTRIBUTION} {version(DISTRIBUTION)} knows {tags} tags of tag36h11")
