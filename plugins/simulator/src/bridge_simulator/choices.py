"""Names and ranges that commands offer; in a module of their own that loads at once."""

# The action by which a person moves a tag.
PLACE_TAG = "place-tag"
PLACING_ARGUMENTS = ("tag_id", "x", "y", "turn", "distance_m")
# Its tags can be placed by a person.
TAG_TABLE = "tag-table"
SCENE_NAMES = ("table", "cube", "empty", "grid", TAG_TABLE)
BOARD_NAMES = ("pad",)
FRAME_SIZES = {
    "QVGA": (320, 240),
    "VGA": (640, 480),
    "SVGA": (800, 600),
    "XGA": (1024, 768),
    "HD": (1280, 720),
}
BEST_QUALITY, WORST_QUALITY = 4, 63
MIN_FPS, MAX_FPS = 1, 60
TRANSPORTS = ("ws", "http")
# More cameras than a bridge has connections for one address are no use.
MAX_DEVICES = 32
FAULT_FORM = "KIND[:VALUE][@START[+SECONDS]]"


def pixels_of(framesize: str) -> tuple[int, int]:
    """Return width and height of a frame size, given by name or as in `240x240`."""
    if framesize in FRAME_SIZES:
        return FRAME_SIZES[framesize]
    width, height = framesize.split("x")
    return int(width), int(height)
