"""`qms diff`: the redline between two releases."""

from pathlib import Path

import click

from qms.cli import commands
from qms.cli.context import Context, common


@commands.command("diff")
@common()
@click.argument("old", metavar="A/0")
@click.argument("new", metavar="[A/1]", required=False)
@click.argument("clause", metavar="[CLAUSE]", required=False)
@click.option("--format", "format_", type=click.Choice(["text", "html", "pdf"]), default="text")
@click.option("--output", type=click.Path(path_type=Path), help="Write to this file.")
def command(
    context: Context, old: str, new: str | None, clause: str | None, format_: str,
    output: Path | None,
) -> int:  # fmt: skip
    """Show what changed between two releases, or from one to the draft.

    \b
    Example:  qms diff A/0 A/1 8.3.6
    """
    from qms.operations.manual.history import difference
    from qms.publish import redline

    found = difference(context.root, context.snapshot(), old, new, clause)
    title = f"{old} → {new or '…'}"
    if format_ == "html":
        context.emit(redline.as_html(found, title), output)
    elif format_ == "pdf":
        context.emit(redline.as_pdf(found, title, context.as_of), output)
    elif found:
        coloured = output is None and context.is_coloured
        context.emit(redline.as_text(found, coloured=coloured), output)
    else:
        context.say(redline.NOTHING)
    return 0
