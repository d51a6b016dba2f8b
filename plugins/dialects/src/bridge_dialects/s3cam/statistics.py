"""The figures that pages of this system show, really counted.

Knows: the hub's counters, the links' tally. Does not know: links, routes.
"""

from bridge.api import DeviceState, Hub
from bridge_dialects.s3cam.surroundings import Stats
from bridge_dialects.s3cam.tally import Tally, WaitingCommands
from bridge_dialects.shared.camera_watch import jpeg_topic
from bridge_dialects.shared.wall import WallClock, iso_text


class Statistics:
    """Reports on one camera; on the one before while there is none."""

    def __init__(self, hub: Hub, tally: Tally, waiting: WaitingCommands, wall_s: WallClock) -> None:
        self._hub = hub
        self._tally = tally
        self._waiting = waiting
        self._wall_s = wall_s
        self._start_us = hub.clock.now_us()
        self._start_s = wall_s()
        self._last_camera = ""

    @property
    def uptime_s(self) -> float:
        """For how long the system has been on."""
        return (self._hub.clock.now_us() - self._start_us) / 1e6

    def report(self, camera: DeviceState | None) -> Stats:
        """Return the figures by the names that pages know."""
        if camera is not None:
            self._last_camera = camera.id
        name = self._last_camera
        uptime_s = self.uptime_s
        return {
            "connected": camera is not None,
            **self._pictures(name),
            "frames_chunked": self._tally.in_pieces[name],
            "frames_failed": self._tally.failed[name],
            "camera_ip": None if camera is None else camera.address or None,
            "browsers_connected": self._tally.pages,
            "start_time": self._start_s,
            "pending_commands": self._waiting.size(self._hub.clock.now_us()),
            "uptime": uptime_s,
            "uptime_formatted": clock_text(uptime_s),
        }

    def _pictures(self, camera: str) -> Stats:
        known = self._hub.known(jpeg_topic(camera)) if camera else None
        if known is None:
            return {"frames_received": 0, "total_bytes": 0, "fps": 0, "last_frame_time": None}
        now_us = self._hub.clock.now_us()
        counted = known.statistics(now_us)
        last_s = None
        if counted.last_us is not None:
            last_s = self._wall_s() - (now_us - counted.last_us) / 1e6
        return {
            "frames_received": counted.count,
            "total_bytes": counted.bytes,
            "fps": round(counted.hz, 1),
            "last_frame_time": None if last_s is None else iso_text(last_s),
        }


def clock_text(seconds: float) -> str:
    """Return "HH:MM:SS"; hours go on counting past a day."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02d}:{minute:02d}:{second:02d}"
