"""`qms pdf`: the printed manual."""

from dataclasses import replace
from pathlib import Path

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.text import Text, same


@commands.command("pdf")
@common()
@click.option("--release", "name", metavar="A/1", help="This release (default: in force).")
@click.option("--draft", is_flag=True, help="The work tree, marked as a draft.")
@click.option("--copy", "numbers", multiple=True, metavar="N", help="Stamped for this copy.")
@click.option("--auditor", is_flag=True, help="With a margin of evidence.  带证据栏")
@click.option("--output", type=click.Path(path_type=Path), help="File (default: in build/).")
def command(
    context: Context,
    name: str | None,
    *,
    draft: bool,
    numbers: tuple[str, ...],
    auditor: bool,
    output: Path | None,
) -> int:
    """Print the manual as PDF; with --copy once for each copy named, stamped.

    In English it is the translation, which binds nobody; the Chinese book is the controlled one.

    \b
    Example:  qms pdf --release A/1 --output manual.pdf
              qms pdf --copy 003 --copy 004
    """
    from qms.operations.copies.print_copy import print_copies
    from qms.operations.printing.book import print_book, print_translation, with_certificate

    context.begins(Text(zh="排版手册", en="Laying out the manual"))
    snapshot = context.snapshot()
    if numbers:
        made = print_copies(context.root, snapshot, numbers, name=name)
    elif context.wanted_lang == "en" and not (draft or auditor):
        made = [print_translation(context.root, snapshot, name=name)]
    else:
        book = print_book(context.root, snapshot, name=name, draft=draft, auditor=auditor)
        if not draft:
            number = snapshot.settings.manual.number
            content = with_certificate(context.root, snapshot, book.content, reason=number)
            book = replace(book, content=content)
        made = [book]
    for printed in made:
        target = context.root / "build" / printed.name
        if output is not None:
            target = output if len(made) == 1 else output / printed.name
        context.emit(printed.content, target)
        context.say(Text(zh="已写出 {path}", en="Wrote {path}"), path=same(str(target)))
    return 0
