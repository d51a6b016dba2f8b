"""What stands before the scan of a JPEG: frame, tables, restart interval, scan parameters. Pure.

Every function here raises SampleRefused when the picture is at fault.
"""

from dataclasses import dataclass, field

from bridge.api import SampleRefused

# Start-of-frame markers that are not baseline, by the name under which they are refused.
REFUSED_FRAMES = {
    0xC1: ("not_baseline", "extended sequential"),
    0xC2: ("progressive", "progressive"),
    0xC3: ("lossless", "lossless"),
    0xC5: ("hierarchical", "hierarchical"),
    0xC6: ("hierarchical", "hierarchical progressive"),
    0xC7: ("lossless", "hierarchical lossless"),
    0xC8: ("not_baseline", "of a reserved kind"),
    0xC9: ("arithmetic", "arithmetic-coded"),
    0xCA: ("arithmetic", "arithmetic-coded progressive"),
    0xCB: ("arithmetic", "arithmetic-coded lossless"),
    0xCC: ("arithmetic", "arithmetic-coded"),
    0xCD: ("arithmetic", "arithmetic-coded hierarchical"),
    0xCE: ("arithmetic", "arithmetic-coded hierarchical"),
    0xCF: ("arithmetic", "arithmetic-coded hierarchical"),
}
# The standard allows ten 8×8 blocks per unit of a scan.
MAX_UNIT_BLOCKS = 10


@dataclass(frozen=True, slots=True)
class SizeWindow:
    """The picture sizes that are let through, both ends included."""

    min_width_px: int = 16
    min_height_px: int = 16
    max_width_px: int = 2048
    max_height_px: int = 1536

    def check(self, width_px: int, height_px: int) -> None:
        """Raise SampleRefused when a size is outside."""
        size = f"picture of {width_px}×{height_px}"
        if width_px < self.min_width_px or height_px < self.min_height_px:
            raise SampleRefused(
                "too_small", f"{size}: at least {self.min_width_px}×{self.min_height_px} expected"
            )
        if width_px > self.max_width_px or height_px > self.max_height_px:
            raise SampleRefused(
                "too_large",
                f"{size}: at most {self.max_width_px}×{self.max_height_px} allowed; lower the "
                "camera's frame size or raise max_width_px and max_height_px in [plugin.video]",
            )


@dataclass(frozen=True, slots=True)
class Component:
    """One channel as the frame header declares it."""

    id: int
    across: int  # Blocks of a unit, horizontally.
    down: int
    quantisation: int


@dataclass(frozen=True, slots=True)
class FrameHeader:
    """A baseline frame of one or three components with a legal subsampling."""

    width_px: int
    height_px: int
    components: tuple[Component, ...]

    @property
    def units(self) -> int:
        """How many units (MCUs) the scan has."""
        if len(self.components) == 1:
            return _blocks(self.width_px, 8) * _blocks(self.height_px, 8)
        luma = self.components[0]
        return _blocks(self.width_px, 8 * luma.across) * _blocks(self.height_px, 8 * luma.down)

    @property
    def blocks(self) -> int:
        """How many 8×8 blocks the scan has."""
        if len(self.components) == 1:
            return self.units
        return self.units * sum(c.across * c.down for c in self.components)


def _blocks(length_px: int, block_px: int) -> int:
    return -(-length_px // block_px)


@dataclass(slots=True)
class Header:
    """What was read of the segments so far."""

    frame: FrameHeader | None = None
    quantisation: set[int] = field(default_factory=set)
    huffman: set[int] = field(default_factory=set)
    restart_interval: int = 0


def parse_frame(marker: int, body: bytes, window: SizeWindow) -> FrameHeader:
    """Return what a start-of-frame segment says, if a baseline decoder can read it."""
    if len(body) < 6:
        raise SampleRefused("bad_segment", f"frame header of {len(body)} bytes")
    if body[0] == 12:
        raise SampleRefused("twelve_bit", "12 bits per sample: set the camera to 8-bit JPEG")
    if marker != 0xC0:
        reason, kind = REFUSED_FRAMES[marker]
        raise SampleRefused(reason, f"the picture is {kind}: set the camera to baseline JPEG")
    if body[0] != 8:
        raise SampleRefused("not_baseline", f"{body[0]} bits per sample: baseline JPEG has 8")
    height_px, width_px = body[1] << 8 | body[2], body[3] << 8 | body[4]
    window.check(width_px, height_px)
    return FrameHeader(width_px, height_px, _parse_components(body))


def _parse_components(body: bytes) -> tuple[Component, ...]:
    count = body[5]
    if count not in (1, 3):
        raise SampleRefused("bad_components", f"{count} components: expected 1 (grey) or 3")
    if len(body) != 6 + 3 * count:
        raise SampleRefused(
            "bad_segment", f"frame header of {len(body)} bytes for {count} components"
        )
    components = tuple(
        Component(body[at], body[at + 1] >> 4, body[at + 1] & 15, body[at + 2])
        for at in range(6, 6 + 3 * count, 3)
    )
    if len({component.id for component in components}) != count:
        raise SampleRefused("bad_components", "two components have the same number")
    _check_subsampling(components)
    return components


def _check_subsampling(components: tuple[Component, ...]) -> None:
    luma, *chroma = components
    factors = ", ".join(f"{c.across}×{c.down}" for c in components)
    legal = all(1 <= c.across <= 4 and 1 <= c.down <= 4 for c in components)
    if legal and chroma:
        blue, red = chroma
        legal = (
            (blue.across, blue.down) == (red.across, red.down)
            and luma.across in (blue.across, 2 * blue.across, 4 * blue.across)
            and luma.down in (blue.down, 2 * blue.down)
            and sum(c.across * c.down for c in components) <= MAX_UNIT_BLOCKS
        )
    if not legal:
        raise SampleRefused(
            "bad_subsampling",
            f"sampling factors {factors}: expected 4:4:4, 4:2:2, 4:2:0, 4:4:0, 4:1:1 or grey",
        )


def check_scan(body: bytes, header: Header) -> FrameHeader:
    """Return the frame that this start-of-scan segment shows all of."""
    frame = header.frame
    if frame is None:
        raise SampleRefused("bad_scan", "the scan comes before the frame header")
    count = len(frame.components)
    if len(body) != 4 + 2 * count or body[0] != count:
        raise SampleRefused(
            "extra_scan", f"the scan has not all {count} components: expected one scan"
        )
    if body[-3:] != b"\x00\x3f\x00":
        raise SampleRefused("bad_scan", f"spectral selection {body[-3:].hex()}: expected 003f00")
    for component, at in zip(frame.components, range(1, 1 + 2 * count, 2), strict=True):
        if body[at] != component.id:
            raise SampleRefused("bad_scan", f"component {body[at]}, expected {component.id}")
        _check_tables(component, body[at + 1], header)
    return frame


def _check_tables(component: Component, selector: int, header: Header) -> None:
    if component.quantisation not in header.quantisation:
        raise SampleRefused(
            "missing_table", f"quantisation table {component.quantisation} is not in the picture"
        )
    # A picture without any Huffman table means the standard ones: USB cameras leave them
    # out, and every Motion-JPEG decoder knows them.
    wanted = {selector >> 4, 16 | selector & 15}
    if header.huffman and not wanted <= header.huffman:
        missing = min(wanted - header.huffman)
        raise SampleRefused("missing_table", f"Huffman table 0x{missing:02x} is not in the picture")
