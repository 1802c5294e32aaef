"""`qms calendar`: what falls due, as a list by month or for a calendar program."""

from pathlib import Path

import click

from qms.cli import commands
from qms.cli.context import Context, common


@commands.command("calendar")
@common()
@click.option("--ics", is_flag=True, help="For a calendar program (RFC 5545).")
@click.option("--days", type=click.IntRange(0), default=366, help="Look so many days ahead.")
@click.option("--owner", metavar="NAME", help="Only of this department or person.  责任部门或人")
@click.option("--output", type=click.Path(path_type=Path), help="Write to this file.")
def command(
    context: Context, *, ics: bool, days: int, owner: str | None, output: Path | None
) -> int:
    """Show what falls due, month by month, what is overdue first.

    \b
    Example:  qms calendar --owner 质检部
              qms calendar --ics --output 到期事项.ics
    """
    from qms.model.calendar import days_later
    from qms.operations.checking.check import check
    from qms.publish.due_dates import ics as icalendar
    from qms.publish.due_dates import months, names
    from qms.standing.overdue import calendar

    snapshot = context.counted()
    last = days_later(snapshot.as_of, days)
    found = [
        each
        for each in calendar(snapshot, check(context.root, snapshot).findings)
        if each.day <= last and (owner is None or owner in names(snapshot, each.owner))
    ]
    render = icalendar.render if ics else months.render
    context.emit(render(snapshot, found, context.lang), output)
    return context.status()
