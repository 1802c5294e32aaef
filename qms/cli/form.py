"""`qms form`: paper forms, blank or filled."""

from pathlib import Path

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.text import Text, same


@commands.command("form")
@common()
@click.argument("name", metavar="KIND|ID")
@click.option("--pdf", is_flag=True, help="As PDF (the default).")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="Write to this file (default: the name with .pdf; - for standard output).",
)
def command(context: Context, name: str, *, pdf: bool, output: Path | None) -> int:
    """Print the blank form of a KIND, or the record ID on its form.

    \b
    Example:  qms form repair-order --pdf --output repair-order.pdf
    """
    from qms.operations.records import forms, naming

    del pdf
    snapshot = context.snapshot()
    draw = forms.print_blank if naming.is_kind(snapshot, name) else forms.print_form
    content = draw(snapshot, name)
    if output == Path("-"):
        context.emit(content)
        return 0
    target = output or Path(name.replace("/", "-") + ".pdf")
    context.emit(content, target)
    context.say(_WRITTEN, path=same(str(target)))
    return 0


_WRITTEN = Text(zh="已写入 {path}", en="wrote {path}")
