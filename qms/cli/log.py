"""`qms log`: the issue log."""

from pathlib import Path

import click

from qms.cli import commands
from qms.cli.context import Context, common


@commands.command("log")
@common()
@click.option("--format", "format_", type=click.Choice(["html", "pdf", "xlsx", "csv"]),
              default="html")  # fmt: skip
@click.option("--output", type=click.Path(path_type=Path), help="Write to this file.")
def command(context: Context, format_: str, output: Path | None) -> int:
    """Show every release and every copy of the manual, and what is outstanding.

    \b
    Example:  qms log --format xlsx --output log.xlsx --as-of 2026-08-01
    """
    from qms.publish.issue_log import FORMATS

    written = FORMATS[format_](context.counted(), context.lang, in_office=True)
    context.emit(written, output)
    return context.status()
