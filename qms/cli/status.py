"""`qms status`: which release is in force, and what falls due."""

import click

from qms.cli.context import Context, common
from qms.text import Text


@click.command("status")
@common()
@click.option("--days", type=click.IntRange(0), default=90, help="Look so many days ahead.")
def command(context: Context, days: int) -> int:
    """Show where things stand: the release in force, what is overdue and what comes next.

    \b
    Example:  qms status --as-of 2026-12-01 --days 30
    """
    from qms.model.due import dues

    snapshot = context.snapshot()
    lang = context.lang
    release = snapshot.in_force
    lines = [
        _NONE.say(lang, day=context.as_of)
        if release is None
        else _IN_FORCE.say(lang, name=release.name, day=release.effective)
    ]
    for due in dues(snapshot):
        left = (due.day - context.as_of).days
        if left <= days:
            when = (_LATE if left < 0 else _LEFT).say(lang, days=abs(left))
            lines.append(f"{due.day}  {when}  {due.what.say(lang)}  → {due.owner}")
    context.emit("\n".join(lines) + "\n")
    return 0


_IN_FORCE = Text(zh="现行版本 {name}，{day} 起生效", en="in force: {name}, since {day}")
_NONE = Text(zh="{day} 没有生效的手册版本", en="no release of the manual is in force on {day}")
_LATE = Text(zh="逾期 {days} 天", en="{days} days overdue")
_LEFT = Text(zh="还有 {days} 天", en="in {days} days")
