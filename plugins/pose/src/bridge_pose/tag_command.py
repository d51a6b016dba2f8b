"""`gamebridge tag`: a tag to print, in its true size."""

from pathlib import Path

import click

from bridge_pose.settings import REPAIRABLE_BITS


@click.command("tag")
@click.argument("tag_ids", type=int, nargs=-1, required=True)
@click.option(
    "--family", type=click.Choice(list(REPAIRABLE_BITS)), default="tag36h11", show_default=True
)
@click.option(
    "--size-mm",
    type=click.FloatRange(5, 1000),
    default=100.0,
    show_default=True,
    help="Edge of the black border, which is size_m in the settings.",
)
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Where to write the files; the current folder by default.",
)
def tag_command(tag_ids: tuple[int, ...], family: str, size_mm: float, folder: Path) -> None:
    """Draw tags as SVG files that print in their true size."""
    # The native library is loaded when it is needed, not whenever `gamebridge` starts.
    from bridge_pose.artwork import tag_svg

    folder.mkdir(parents=True, exist_ok=True)
    for tag_id in tag_ids:
        try:
            drawing = tag_svg(family, tag_id, size_mm)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="TAG_IDS") from None
        path = folder / f"{family}-{tag_id}.svg"
        path.write_text(drawing, encoding="utf-8")
        click.echo(f"{path}: {family} {tag_id}, {size_mm:g} mm")
