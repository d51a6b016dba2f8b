"""The official pictures of tags, made from the tables of the AprilTag library.

OpenCV's pictures of the same families are turned by 180°. A tag printed from those is
read upside down by everything that follows the AprilTag project, this bridge included.
"""

import functools
from dataclasses import dataclass

from bridge_pose.detector import load_family


@dataclass(frozen=True, slots=True)
class Artwork:
    """A tag as rows of modules from the top; True is white.

    The square that the detector outlines is `border_modules` wide and centred.
    """

    modules: tuple[tuple[bool, ...], ...]
    border_modules: int


@functools.cache
def tag_artwork(family: str, tag_id: int) -> Artwork:
    """Return the official picture of a tag; ValueError when the family has no such tag."""
    table = load_family(family)
    if not 0 <= tag_id < table.ncodes:
        raise ValueError(f"tag {tag_id}: {family} has the tags 0 to {table.ncodes - 1}")
    total, border = int(table.total_width), int(table.width_at_border)
    inset = (total - border) // 2
    ring_inset = inset if table.reversed_border else inset - 1
    modules = [[_on_ring(x, y, ring_inset, total) for x in range(total)] for y in range(total)]
    code = int(table.codes[tag_id])
    for bit in range(table.nbits):
        # The first module holds the most significant bit.
        is_white = bool(code >> (table.nbits - 1 - bit) & 1)
        modules[table.bit_y[bit] + inset][table.bit_x[bit] + inset] = is_white
    return Artwork(tuple(tuple(row) for row in modules), border)


def _on_ring(x: int, y: int, inset: int, total: int) -> bool:
    return min(x, y, total - 1 - x, total - 1 - y) == inset


def tag_svg(family: str, tag_id: int, size_mm: float) -> str:
    """Return an SVG drawing that prints at its true size with a white margin and a label.

    `size_mm` is the edge of the square that the detector outlines, which is what
    `size_m` in the settings measures.
    """
    art = tag_artwork(family, tag_id)
    modules = len(art.modules)
    module_mm = size_mm / art.border_modules
    edge = modules + 2
    black = "".join(
        f"M{x + 1} {y + 1}h1v1h-1z"
        for y, row in enumerate(art.modules)
        for x, is_white in enumerate(row)
        if not is_white
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{edge * module_mm:g}mm" '
        f'height="{(edge + 1) * module_mm:g}mm" viewBox="0 0 {edge} {edge + 1}">'
        f'<rect width="{edge}" height="{edge + 1}" fill="#fff"/>'
        f'<path d="{black}" fill="#000" shape-rendering="crispEdges"/>'
        f'<text x="{edge / 2:g}" y="{edge + 0.4:g}" font-size="0.7" text-anchor="middle" '
        f'font-family="sans-serif">{family} {tag_id}, {size_mm:g} mm</text></svg>\n'
    )
