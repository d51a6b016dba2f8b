"""People who ask learn whether this installation can encode."""

import sys

import av
import pytest

from bridge.api import HealthReport
from bridge_video.codecs import report_codecs


def test_missing_encoder_is_an_error_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(av, "codecs_available", {"mjpeg", "h264"})
    report = HealthReport()
    report_codecs(report)
    (item,) = report.items
    assert item.level == "error"
    assert "libx264" in item.text
    assert "pip install" in item.remedy


def test_broken_installation_is_an_error_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    report = HealthReport()
    report_codecs(report)
    (item,) = report.items
    assert item.level == "error"
    assert "pip install" in item.remedy
