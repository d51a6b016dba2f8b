"""The devices with our firmware, and what they are offered.

Knows: the directory, the newest health of each device. Does not know: files, HTTP.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from bridge.api import (
    Ack,
    AckStage,
    Admission,
    BridgeError,
    Call,
    DeviceFirmware,
    DeviceHealth,
    Devices,
    DeviceState,
    Hub,
)
from bridge_firmware.image import Image

METHOD = "update"


class UpdateRefused(BridgeError):
    """A device is not updated; `code` says why, for programs."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True)
class Told:
    """What a device said about its firmware, and when that reached the bridge."""

    firmware: DeviceFirmware
    at_us: int


class Fleet:
    """Devices as their health describes them."""

    def __init__(self, hub: Hub, devices: Devices) -> None:
        self._hub = hub
        self._devices = devices

    def devices(self) -> Iterator[tuple[DeviceState, Told]]:
        """Yield the devices that have told which firmware they run."""
        for state in self._devices.states():
            told = self.told_by(state.id)
            if told is not None:
                yield state, told

    def told_by(self, device_id: str) -> Told | None:
        """Return what a device has told last, or None."""
        sample = self._hub.latest(f"device/{device_id}/health")
        if sample is None or not isinstance(sample.value, DeviceHealth):
            return None
        firmware = sample.value.firmware
        return None if firmware is None else Told(firmware, sample.received_us)

    def known(self, device_id: str) -> DeviceFirmware:
        """Return the firmware of a device that is here; UpdateRefused says why it is none."""
        state = self._devices.state(device_id)
        if state is None:
            raise UpdateRefused("no_such_device", f"no device called {device_id!r} was seen")
        told = self.told_by(device_id)
        if told is None:
            raise UpdateRefused(
                "other_firmware",
                f"{device_id} has not told which firmware it runs: only gamebridge's own can be "
                "updated from here",
            )
        if not state.online:
            raise UpdateRefused("offline", f"{device_id} is not here now")
        return told.firmware

    async def offer(
        self, device_id: str, image: Image, admission: Admission, *, again: bool
    ) -> int:
        """Offer an image to a device; return when it took it, on the bridge's clock.

        UpdateRefused when either side says no.
        """
        firmware = self.known(device_id)
        fault = find_mismatch(firmware, image)
        if fault is not None:
            raise fault
        args: dict[str, str | int | float | bool | None] = {
            "sha256": image.sha256,
            "size": image.size,
            "project": image.project,
            "version": image.version,
            "chip": image.chip,
        }
        if again:
            args["again"] = True
        ack = await self._devices.call(
            Call(f"firmware-{secrets.token_hex(6)}", device_id, METHOD, args), admission
        )
        if ack.stage is not AckStage.APPLIED:
            raise UpdateRefused(ack.code or str(ack.stage), _words(device_id, ack))
        return ack.at_us


def find_mismatch(firmware: DeviceFirmware, image: Image) -> UpdateRefused | None:
    """Return why an image is not for the board that runs this firmware, or None."""
    if image.is_whole:
        return UpdateRefused(
            "whole_image", "this image begins with the bootloader: it is for boards at a cable"
        )
    if image.project != firmware.project:
        return UpdateRefused(
            "wrong_board",
            f"the image is for the board {image.board!r}, and this is "
            f"{firmware.project.removeprefix('gamebridge-')!r}",
        )
    if image.chip != firmware.chip:
        return UpdateRefused(
            "wrong_chip", f"the image is for the chip {image.chip}, and this is {firmware.chip}"
        )
    return None


def _words(device_id: str, ack: Ack) -> str:
    return f"{device_id}: {ack.text or ack.code or ack.stage}"
