"""What all of taghub's devices have in common, whichever way they speak."""

from bridge.api import Intrinsics
from bridge_simulator.dialects.foreign_device import ForeignDevice
from bridge_simulator.dialects.taghub_words import (
    Fields,
    TagWords,
    lilygo_fields,
    waveshare_fields,
    without_angles,
    words_of,
)
from bridge_simulator.view import Scene
from bridge_simulator.visible import true_tags

WRONG_TOKEN = "wrong-token"  # noqa: S105 - it is meant to be refused.


class TaghubBody:
    """Sees the tags of a scene and puts them into words."""

    def __init__(
        self, device: ForeignDevice, scene: Scene, lens: Intrinsics, token: str, *, is_lilygo: bool
    ) -> None:
        self.device = device
        self.is_lilygo = is_lilygo
        self._scene = scene
        self._lens = lens
        self._token = token
        self._told = 0
        self._logins = 0

    @property
    def ip(self) -> str:
        """The address that the device believes to have; nobody should believe it."""
        return f"192.168.1.{100 + self.device.seed % 100}"

    def seen(self) -> list[TagWords]:
        """Return all tags that are to be seen now."""
        view = self._scene.at(self.device.clock.now_us())
        return [words_of(tag, self._lens) for tag in true_tags(view, self._lens)]

    def next_fields(self, millis: int) -> tuple[int, Fields] | None:
        """Return the number of a message and what it tells, one tag after the other."""
        tags = self.seen()
        if not tags:
            return None
        number, self._told = self._told, self._told + 1
        tell = lilygo_fields if self.is_lilygo else waveshare_fields
        fields = tell(tags[number % len(tags)], millis, self.ip)
        if self.device.strikes("nulls", number):
            fields = without_angles(fields)
        return number, fields

    def token(self) -> str | None:
        """Return the token to show now, or None where it is forgotten."""
        number, self._logins = self._logins, self._logins + 1
        if self.device.strikes("no-token", number):
            return None
        return WRONG_TOKEN if self.device.strikes("wrong-token", number) else self._token
