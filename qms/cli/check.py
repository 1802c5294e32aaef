"""`qms check`: the compliance check."""

from pathlib import Path

import click

from qms.cli.context import Context, common
from qms.publish.findings import BY_OWNER, RENDERERS
from qms.text import Text


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
@click.option(
    "--severity",
    type=click.Choice(["error", "warning", "info"]),
    default="info",
    help="Only findings at least as grave.",
)
@click.option("--changed-since", metavar="REV", help="Only what came since this commit.")
@click.option(
    "--baseline", type=click.Path(path_type=Path), help="Not what this file lists already."
)
@click.option("--write-baseline", type=click.Path(path_type=Path), help="List what is found today.")
@click.option("--by", type=click.Choice(["clause", "owner"]), default="clause")
@click.option("--due", "days", type=click.IntRange(0), help="Add what falls due in so many days.")
@click.option("--output", type=click.Path(path_type=Path), help="Write to this file.")
def command(
    context: Context,
    format_: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: str | None,
    *,
    severity: str,
    changed_since: str | None,
    baseline: Path | None,
    write_baseline: Path | None,
    by: str,
    days: int | None,
    output: Path | None,
) -> int:
    """Check the repository against its own manual.

    A concession or a baseline never hides a finding of integrity: signatures, releases, frozen
    records, unreadable files.

    \b
    Example:  qms check --format sarif --output report.sarif
              qms check --by owner --due 30
              qms check --changed-since origin/main
    """
    from qms.model.finding import Severity
    from qms.operations.check import Choices, check
    from qms.rules import all_rules

    snapshot = context.snapshot()
    known = baseline.read_text(encoding="utf-8").split() if baseline else []
    choices = Choices(
        select=select,
        ignore=ignore,
        severity=Severity[severity.upper()],
        changed_since=changed_since,
        baseline=frozenset(known),
    )
    report = check(context.root, snapshot, choices)
    if write_baseline:
        lines = "".join(f"{each.fingerprint}\n" for each in report.findings)
        context.emit(lines, write_baseline)
    render = BY_OWNER if by == "owner" and format_ == "text" else RENDERERS[format_]
    rendered = render(report, context.lang, all_rules())
    if days is not None and format_ == "text":
        rendered += _falling_due(context, days)
    context.emit(rendered, output)
    return report.exit_status(Severity[(fail_on or snapshot.settings.check.fail_on).upper()])


def _falling_due(context: Context, days: int) -> str:
    from qms.model.due import dues

    lines = [_DUE.say(context.lang, days=days)]
    lines += [
        f"  {due.day}  {due.what.say(context.lang)} → {due.owner}"
        for due in dues(context.snapshot())
        if 0 <= (due.day - context.as_of).days <= days
    ]
    return "\n" + "\n".join(lines) + "\n"


_DUE = Text(zh="今后 {days} 天到期：", en="Falling due within {days} days:")
