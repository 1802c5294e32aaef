"""`qms matrix`: the conformity matrix."""

from pathlib import Path

import click

from qms.cli import commands
from qms.cli.context import Context, common


@commands.command("matrix")
@common()
@click.option(
    "--against",
    default="manual",
    metavar="manual|iso9001|gbt27922",
    help="Whose clauses; an edition by name: iso9001-2015.  对照",
)
@click.option("--format", "format_", type=click.Choice(["text", "html", "xlsx"]), default="text")
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(["missing", "overdue", "due", "findings", "unanswered"]),
    help="Only clauses of which this is true; may be repeated.  只列出",
)
@click.option(
    "--promises",
    is_flag=True,
    help="Instead: each clause's duties, rules and figures; text only.  手册承诺与规则",
)
@click.option("--output", type=click.Path(path_type=Path), help="Write to this file.")
def command(
    context: Context,
    against: str,
    format_: str,
    only: tuple[str, ...],
    *,
    promises: bool,
    output: Path | None,
) -> int:
    """Show for each clause its duties, the evidence on file, what is late, and the findings.

    \b
    Example:  qms matrix --against iso9001 --format html --output matrix.html
              qms matrix --only missing --only overdue
              qms matrix --promises
    """
    if promises:
        return _promises(context, output)
    from qms.operations.checking.matrix import matrix
    from qms.publish.matrix import FORMATS

    shown = matrix(context.root, context.counted(), against, only)
    context.emit(FORMATS[format_](shown, context.lang), output)
    return context.status()


def _promises(context: Context, output: Path | None) -> int:
    from qms.operations.checking.coverage import coverage
    from qms.publish.matrix.promises import render

    context.emit(render(coverage(context.root, context.counted()), context.lang), output)
    return context.status()
