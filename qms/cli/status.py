"""`qms status`: which release is in force, who holds it, and what falls due."""

import click

from qms.cli import commands
from qms.cli.context import Context, common


@commands.command("status")
@common(both=True)
@click.option("--days", type=click.IntRange(0), default=90, help="Look so many days ahead.")
def command(context: Context, days: int) -> int:
    """Show where things stand: the release in force, what is overdue and what comes next.

    \b
    Example:  qms status --as-of 2026-12-01 --days 30
    """
    from qms.operations.checking.check import check
    from qms.publish.answers import status

    snapshot = context.counted()
    findings = check(context.root, snapshot).findings
    context.tell(
        "\n".join(status.text(snapshot, findings, lang, days=days) for lang in context.langs)
    )
    return context.status()
