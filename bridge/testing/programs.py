"""Programs of other people that tests talk to.

Knows: what may be missing on a machine, and how to get it. Does not know: any test.
"""

import shutil

import pytest


def needs(program: str, package: str = "") -> pytest.MarkDecorator:
    """Return a mark that skips a test where `program` is missing, and says the remedy."""
    reason = f"{program} is missing: sudo apt-get install {package or program}"
    return pytest.mark.skipif(shutil.which(program) is None, reason=reason)
