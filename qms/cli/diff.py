"""`qms diff`: the redline between two releases."""

from pathlib import Path

import click

from qms.cli import commands
from qms.cli.context import Context, common
from qms.errors import UsageError
from qms.text import Text

_WHOLE = Text(
    zh="--document 对照整份文件，不写条款。", en="--document compares all of it; name no clause."
)


@commands.command("diff")
@common()
@click.argument("old", metavar="A/0")
@click.argument("new", metavar="[A/1]", required=False)
@click.argument("clause", metavar="[CLAUSE]", required=False)
@click.option("--document", metavar="QP-…", help="Of this document, not the manual.  文件编号")
@click.option("--format", "format_", type=click.Choice(["text", "html", "pdf"]), default="text")
@click.option("--output", type=click.Path(path_type=Path), help="Write to this file.")
def command(
    context: Context, old: str, new: str | None, clause: str | None, format_: str,
    output: Path | None, document: str | None,
) -> int:  # fmt: skip
    """Show what changed between two releases, or from one to the draft.

    \b
    Example:  qms diff A/0 A/1 8.3.6
              qms diff A/0 A/1 --document QP-2.2.3-01
    """
    from qms.operations.manual.history import difference
    from qms.publish import redline

    if document is not None:
        from qms.operations.documents.texts import document_difference

        if clause is not None:
            raise UsageError(_WHOLE)
        found = document_difference(context.root, context.snapshot(), document, old, new)
    else:
        found = difference(context.root, context.snapshot(), old, new, clause)
    title = " ".join([*filter(None, [document]), f"{old} → {new or '…'}"])
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
