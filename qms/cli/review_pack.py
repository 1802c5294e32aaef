"""`qms review-pack`: the inputs of the annual management review."""

from pathlib import Path

import click

from qms.cli.context import Context, common
from qms.text import Text, same


@click.command("review-pack")
@common()
@click.argument("year", type=click.IntRange(2000, 2100))
@click.option("--output", type=click.Path(path_type=Path), help="Folder (default: in build/).")
def command(context: Context, year: int, output: Path | None) -> int:
    """Prepare the pack for the management review of a year.

    \b
    Example:  qms review-pack 2026 --output review
    """
    from qms.operations.review_pack import review_pack

    folder = output or context.root / "build" / f"review-pack-{year}"
    for name, content in review_pack(context.root, context.snapshot(), year).items():
        context.emit(content, folder / name)
    context.say(Text(zh="已写出 {path}", en="Wrote {path}"), path=same(str(folder)))
    return 0
