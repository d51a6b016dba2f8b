"""The foreign systems that can be played: names, variants, ports, faults. Loads at once."""

from dataclasses import dataclass

# The usual ports of small cameras are 80 and 81; who is no administrator cannot have them.
HTTP_PORT = 9080
# Several cameras of one machine stand this far apart.
PORT_STEP = 10
EVERYBODYS_FAULTS = ("loss", "delay", "corrupt", "stall", "reboot", "wifi", "drift")


@dataclass(frozen=True, slots=True)
class Variant:
    """One way in which devices of a system exist; port and path are those at the bridge."""

    name: str
    text: str
    port: int
    path: str = "/"


@dataclass(frozen=True, slots=True)
class Dialect:
    """A system whose devices can be played. The first variant is the usual one."""

    name: str
    text: str
    variants: tuple[Variant, ...]
    faults: tuple[str, ...] = ()
    is_server: bool = False
    fps: float = 10.0
    size: str = "VGA"
    quality: int = 12

    def variant(self, name: str) -> Variant | None:
        """Return a variant by name, the usual one for no name, or None."""
        if not name:
            return self.variants[0]
        return next((variant for variant in self.variants if variant.name == name), None)


_BOARDS = (
    Variant("classic", "frame sizes as numbered until 2024, no X-Timestamp", HTTP_PORT),
    Variant("current", "frame sizes as numbered since 2.0.14", HTTP_PORT),
    Variant("software", "as current, pictures encoded by software: chunked", HTTP_PORT),
)
_STREAM_FAULTS = ("capture-fails", "tight-headers", "no-content-length", "text-part")
_BOARD_FAULTS = (*_STREAM_FAULTS, "not-chunked", "no-boundary")
_TAG_FAULTS = ("wrong-token", "no-token", "nulls")

DIALECTS = (
    Dialect(
        "s3cam",
        "connects to 6972; pictures bare, framed or in chunks, commands with string values",
        (Variant("board", "ESP32-S3 with OV3660, Links2004", 6972),),
        ("restart-mid-image", "no-img-end", "padded", "desync"),
        fps=20,
        size="XGA",
        quality=15,
    ),
    Dialect(
        "gostream",
        "connects to 8080 /ws/camera; one JPEG per message",
        (
            Variant("idf", "AtomS3R-CAM, ESP-IDF client, fragments of 16384", 8080, "/ws/camera"),
            Variant("sketch", "Arduino sketch, Links2004", 8080, "/ws/camera"),
        ),
        ("desync",),
        fps=4,
        size="QVGA",
    ),
    Dialect(
        "capture81",
        "is a WebSocket server that gives a picture for the word capture",
        (Variant("board", "WebSocket on --port, camera server on --http-port", HTTP_PORT + 1),),
        ("silent", "capture-fails", "tight-headers"),
        is_server=True,
        size="1600x1200",
        quality=10,
    ),
    Dialect(
        "multicam",
        "announces itself by UDP; Espressif's camera server on --port and the next",
        _BOARDS,
        (*_BOARD_FAULTS, "bad-port-reply", "foreign-address", "newline-reply"),
        is_server=True,
    ),
    Dialect(
        "cameraserver",
        "is Espressif's camera server: --port, and the stream on the next",
        (
            *_BOARDS,
            Variant("easytarget", "easytarget's: the stream at /, a lamp, a name", HTTP_PORT),
        ),
        _BOARD_FAULTS,
        is_server=True,
    ),
    Dialect(
        "esphome",
        "is ESPHome: the stream by HTTP/1.0 on --port, pictures on the next",
        (Variant("board", "one viewer, the newest", HTTP_PORT),),
        (*_STREAM_FAULTS, "no-boundary"),
        is_server=True,
    ),
    Dialect(
        "tasmota",
        "is Tasmota: pictures without length on --port, the stream on the next",
        (Variant("board", "one viewer, the newest", HTTP_PORT),),
        (*_STREAM_FAULTS, "no-boundary"),
        is_server=True,
    ),
    Dialect(
        "m5",
        "is M5Stack's UserDemo: pictures, a stream and motion on --port",
        (Variant("board", "AtomS3R-CAM as sold", HTTP_PORT),),
        _BOARD_FAULTS,
        is_server=True,
    ),
    Dialect(
        "taghub",
        "tells tags, needs --token",
        (
            Variant("udp", "datagrams to 5200, waits 500 ms for each answer", 5200),
            Variant("http", "POST /apriltag to 5000", 5000, "/apriltag"),
            Variant("ws", "gilmaimon, to 5100; never connects again", 5100),
            Variant("ws-first", "Links2004, to 5000 /websocket", 5000, "/websocket"),
            Variant("video", "LilyGO: tags and grey pictures, Links2004", 5000, "/websocket"),
            Variant(
                "video-http",
                "LilyGO: pictures by POST",
                5000,
                "/client_e32__http_post_to_serverhub__smartcam_video_stream",
            ),
        ),
        (*_TAG_FAULTS, "single-quotes", "nested", "tags-array", "video-first", "desync"),
        fps=1,
        size="240x240",
        quality=10,
    ),
)
DIALECT_NAMES = tuple(dialect.name for dialect in DIALECTS)

FAULT_TEXTS = {
    "wifi": "the radio is out for VALUE seconds; connections stay half-open",
    "desync": "half of a picture is never written, the next header lands in its place",
    "restart-mid-image": "half of the chunks, then a new img_start",
    "no-img-end": "chunks without the text behind them",
    "padded": "zeros behind the end of the JPEG file",
    "wrong-token": "shows a token that is not the hub's",
    "no-token": "shows none",
    "single-quotes": "JSON with ' for \"",
    "nested": "the fields below data",
    "tags-array": "tags in a list, without an event, as the first firmware had it",
    "nulls": "angles that are null",
    "video-first": "a picture before it says who it is",
    "silent": "no picture and no word",
    "capture-fails": "status 500 for a picture",
    "tight-headers": "takes 512 bytes of headers, as older boards do",
    "no-content-length": "parts without a length",
    "no-boundary": "the stream begins without its boundary",
    "text-part": "a part that says: No frames send.",
    "not-chunked": "the body is not chunked",
    "bad-port-reply": "a port that is no number",
    "foreign-address": "the address of somebody else",
    "newline-reply": "a line end behind the answer",
}


def dialect_of(name: str) -> Dialect:
    """Return a dialect by one of DIALECT_NAMES."""
    return next(dialect for dialect in DIALECTS if dialect.name == name)


def help_text() -> str:
    """Return what --help says about dialects and their faults, line by line as it stands."""
    lines = ["\b", "Dialects, and their variants:"]
    for dialect in DIALECTS:
        lines.append(f"  {dialect.name:<13} {dialect.text}")
        lines += [f"    {variant.name:<11} {variant.text}" for variant in dialect.variants]
    lines += ["", "\b", f"Faults of all of them: {', '.join(EVERYBODYS_FAULTS)}.", "Of some:"]
    for kind, text in FAULT_TEXTS.items():
        whose = [dialect.name for dialect in DIALECTS if kind in dialect.faults]
        lines.append(f"  {kind:<18} {text}")
        if whose:
            lines.append(f"  {'':<18} ({', '.join(whose)})")
    return "\n".join(lines)
