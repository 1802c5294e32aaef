"""`qms review-pack`: the inputs of the annual management review."""

from pathlib import Path

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.cli.kpi import ALLOW_SOURCE, say_sources
from qms.extras import needs
from qms.text import Text, same


@commands.command("review-pack")
@common(both=True)
@click.argument("year", type=click.IntRange(2000, 2100))
@click.option("--output", type=click.Path(path_type=Path), help="Folder (default: in build/).")
@ALLOW_SOURCE
def command(context: Context, year: int, output: Path | None, allowed: tuple[str, ...]) -> int:
    """Prepare the pack for the management review of a year.

    \b
    Example:  qms review-pack 2026 --output review
    """
    from qms.operations.printing.review_pack import review_pack
    from qms.store.sources import sources_of

    needs("book")
    snapshot = context.counted()
    sources = sources_of(context.root, snapshot, allowed)
    say_sources(context, sources)
    folder = output or context.root / "build" / f"review-pack-{year}"
    context.begins(Text(zh="汇总评审输入", en="Gathering the inputs of the review"))
    for lang in context.langs:
        made = review_pack(context.root, snapshot, year, lang=lang, sources=sources)
        for name, content in made.items():
            context.emit(content, folder / (lang if len(context.langs) > 1 else "") / name)
    context.say(Text(zh="已写出 {path}", en="Wrote {path}"), path=same(str(folder)))
    return context.status()
