"""What the tests of sources share."""

import pytest

from plugins.sources.tests.pictures import build_jpeg


@pytest.fixture
def jpeg() -> bytes:
    """Return a small picture."""
    return build_jpeg()
