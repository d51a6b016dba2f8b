"""Notices go to those who asked for their kind."""

from bridge.client.notices import Notices
from bridge.wire.bridge_messages import SlowDown, Status


def test_watchers_hear_their_kind_until_they_stop() -> None:
    notices = Notices()
    heard: list[SlowDown] = []
    stop = notices.watch(SlowDown, heard.append)
    notices.tell(SlowDown(fps=5.0))
    notices.tell(Status(level="info", code="x", text=""))
    stop()
    notices.tell(SlowDown(fps=6.0))
    assert heard == [SlowDown(fps=5.0)]
