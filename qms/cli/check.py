"""`qms check`: the compliance check."""

from pathlib import Path

import click

from qms.cli.context import Context, common
from qms.publish.findings import RENDERERS


@click.command("check")
@common()
@click.option("--format", "format_", type=click.Choice(sorted(RENDERERS)), default="text")
@click.option("--select", multiple=True, metavar="CODE", help="Only these rules or families.")
@click.option("--ignore", multiple=True, metavar="CODE", help="Not these rules or families.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info"]),
    help="Exit 1 from this severity on (default: qms.yml).",
)
@click.option("--output", type=click.Path(path_type=Path), help="Write to this file.")
def command(
    context: Context,
    format_: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: str | None,
    output: Path | None,
) -> int:
    """Check the repository against its own manual.

    \b
    Example:  qms check --format json --output report.json
    """
    from qms.model.finding import Severity
    from qms.operations.check import Choices, check

    snapshot = context.snapshot()
    report = check(context.root, snapshot, Choices(select=select, ignore=ignore))
    context.emit(RENDERERS[format_](report, context.lang), output)
    return report.exit_status(Severity[(fail_on or snapshot.settings.check.fail_on).upper()])
