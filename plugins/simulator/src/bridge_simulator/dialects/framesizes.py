"""The frame sizes of Espressif's driver, which were numbered anew twice."""

# As in most devices: drivers from March 2020 to 2.0.13.
CLASSIC = (
    "96x96", "160x120", "176x144", "240x176", "240x240", "320x240", "400x296", "480x320",
    "640x480", "800x600", "1024x768", "1280x720", "1280x1024", "1600x1200", "1920x1080",
)  # fmt: skip
# Drivers from 2.0.14 of November 2024 on.
CURRENT = (
    "96x96", "160x120", "128x128", "176x144", "240x176", "240x240", "320x240", "320x320",
    "400x296", "480x320", "640x480", "800x600", "1024x768", "1280x720", "1280x1024",
    "1600x1200", "1920x1080",
)  # fmt: skip
