"""`qms status`: which release is in force, who holds it, and what falls due."""

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
    from qms.publish.due_dates import entries, listed
    from qms.standing.copies import (
        copies_on,
        events_of,
    )
    from qms.standing.due import dues

    snapshot, lang = context.snapshot(), context.lang
    release = snapshot.in_force
    lines = [
        _NONE.say(lang, day=context.as_of)
        if release is None
        else _IN_FORCE.say(lang, name=release.name, day=release.effective)
    ]
    out = [
        each
        for each in copies_on(events_of(snapshot), snapshot.as_of).values()
        if each.state.is_out
    ]
    if out:
        behind = sum(bool(each.unacknowledged) for each in out)
        lines.append(_COPIES.say(lang, out=len(out), behind=behind))
    found = entries(dues(snapshot))
    left = {id(each): (each.day - snapshot.as_of).days for each in found}
    parts = (
        (_OVERDUE, [each for each in found if left[id(each)] < 0]),
        (_WEEK, [each for each in found if 0 <= left[id(each)] <= min(_SOON, days)]),
        (_LATER, [each for each in found if _SOON < left[id(each)] <= days]),
    )
    for title, part in parts:
        if part:
            count = sum(len(each.dues) for each in part)
            lines += ["", title.say(lang, days=days, count=count)]
            lines += listed(snapshot, part, lang)
    context.emit("\n".join(lines) + "\n")
    return 0


_SOON = 7
_IN_FORCE = Text(zh="现行版本 {name}，{day} 起生效", en="in force: {name}, since {day}")
_NONE = Text(zh="{day} 没有生效的手册版本", en="no release of the manual is in force on {day}")
_COPIES = Text(
    zh="在外受控本 {out} 本，其中 {behind} 本有换页未回执",
    en="copies out: {out}, of which {behind} have not acknowledged an amendment",
)
_OVERDUE = Text(zh="逾期（{count} 项）", en="overdue ({count})")
_WEEK = Text(zh="七天内（{count} 项）", en="within seven days ({count})")
_LATER = Text(zh="{days} 天内（{count} 项）", en="within {days} days ({count})")
