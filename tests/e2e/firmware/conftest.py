"""Pictures for the firmware's end-to-end tests."""

from pathlib import Path

import pytest

from tests.virtual_device import draw_folder


@pytest.fixture(scope="session")
def frames(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a dozen pictures that all differ."""
    return draw_folder(tmp_path_factory.mktemp("frames"), 12, 320, 240)


@pytest.fixture(scope="session")
def many_frames(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of 500 pictures that all differ."""
    return draw_folder(tmp_path_factory.mktemp("many"), 500)
