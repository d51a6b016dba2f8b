"""MP4 files made of recordings on request, and kept beside them until those are deleted."""

import hashlib
from pathlib import Path

import trio

from bridge.api import BridgeError
from bridge_recorder.export import export_mp4
from bridge_recorder.picture_source import choose_topic
from bridge_recorder.recording import Place


class DiskTooFull(BridgeError):
    """There is no room for a film."""


class Films:
    """Makes films, one at a time: encoding keeps all processors busy as it is."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._one_film = trio.Lock()
        # A thread of its own: a film takes minutes, and recordings must not wait for it.
        self._thread = trio.CapacityLimiter(1)

    async def make(self, recording_id: str, topic: str | None) -> Path:
        """Return the film of a camera. Errors as for `Shelf.find`, and ExportRefused.

        The work stops when the caller is cancelled.
        """
        source = await trio.to_thread.run_sync(
            self._place.shelf.find, recording_id, limiter=self._place.threads
        )
        async with self._one_film:
            return await trio.to_thread.run_sync(
                self._make_in_thread, source, recording_id, topic, limiter=self._thread
            )

    def _make_in_thread(self, source: Path, recording_id: str, wanted: str | None) -> Path:
        topic = choose_topic(source, wanted).topic
        mark = hashlib.blake2s(topic.encode(), digest_size=4).hexdigest()
        film = source.with_name(f"{recording_id}.{mark}.mp4")
        if not film.exists():
            space = self._place.disk.look(source.parent)
            if not space.is_enough:
                raise DiskTooFull(
                    f"the disk has {space.free_bytes} bytes left and "
                    f"{space.required_bytes} must stay free: delete recordings"
                )
            export_mp4(source, topic, film, _stop_if_cancelled)
        return film


def _stop_if_cancelled(_done: int, _total: int) -> None:
    trio.from_thread.check_cancelled()
