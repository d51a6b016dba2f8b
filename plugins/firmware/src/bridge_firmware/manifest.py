"""What web installers that follow the conventions of ESP Web Tools want to know of an image."""

import msgspec

from bridge_firmware.image import Image

# As these installers call the chips that they know.
FAMILIES = {
    "esp32": "ESP32",
    "esp32s2": "ESP32-S2",
    "esp32s3": "ESP32-S3",
    "esp32c3": "ESP32-C3",
    "esp32c6": "ESP32-C6",
    "esp32h2": "ESP32-H2",
    "esp32p4": "ESP32-P4",
}


class Part(msgspec.Struct, frozen=True):
    """A file and its place in flash."""

    path: str
    offset: int


class Build(msgspec.Struct, frozen=True):
    """What one chip is written."""

    chip_family: str = msgspec.field(name="chipFamily")
    parts: list[Part]


class Manifest(msgspec.Struct, frozen=True):
    """The whole description; `path` is relative to it."""

    name: str
    version: str
    builds: list[Build]
    new_install_prompt_erase: bool = True


def manifest_of(image: Image) -> Manifest:
    """Return the manifest of an image that begins with its bootloader; ValueError for a chip
    that installers do not know."""
    family = FAMILIES.get(image.chip)
    if family is None:
        raise ValueError(f"web installers know no chip {image.chip!r}")
    build = Build(family, [Part("image.bin", 0)])
    return Manifest(f"gamebridge for {image.board}", image.version, [build])
