"""`qms pdf`: the printed manual."""

from pathlib import Path

import click

from qms.cli.context import Context, common
from qms.text import Text, same


@click.command("pdf")
@common()
@click.option("--release", "name", metavar="A/1", help="This release (default: in force).")
@click.option("--draft", is_flag=True, help="The work tree, marked as a draft.")
@click.option("--output", type=click.Path(path_type=Path), help="File (default: in build/).")
def command(context: Context, name: str | None, *, draft: bool, output: Path | None) -> int:
    """Print the manual as PDF.

    \b
    Example:  qms pdf --release A/1 --output manual.pdf
    """
    from qms.operations.print_book import print_book

    printed = print_book(context.root, context.snapshot(), name=name, draft=draft)
    target = output or context.root / "build" / printed.name
    context.emit(printed.content, target)
    context.say(Text(zh="已写出 {path}", en="Wrote {path}"), path=same(str(target)))
    return 0
