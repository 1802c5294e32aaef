"""How things stand in a few lines: the release in force, the copies out, what falls due."""

from collections.abc import Iterable

from qms.model.finding import Finding
from qms.model.snapshot import Snapshot
from qms.publish.answers import first_steps
from qms.publish.due_dates import entries, listed
from qms.standing.copies import copies_on, events_of
from qms.standing.first_steps import first_steps as steps_of
from qms.standing.overdue import calendar
from qms.standing.retention import disposable
from qms.standing.unsent import unsent
from qms.text import Lang, Text


def text(snapshot: Snapshot, findings: Iterable[Finding], lang: Lang, *, days: int) -> str:
    """Return how things stand on the snapshot's day, and what falls due within so many days."""
    lines = [
        _release(snapshot, lang),
        *_copies(snapshot, lang),
        *_unsent(snapshot, lang),
        *_disposable(snapshot, lang),
        *_dues(snapshot, findings, lang, days),
    ]
    steps = first_steps.text(steps_of(snapshot), lang)
    return "\n".join(lines) + "\n" + (f"\n{steps}" if steps else "")


def _release(snapshot: Snapshot, lang: Lang) -> str:
    release = snapshot.in_force
    if release is None:
        return _NONE.say(lang, day=snapshot.as_of)
    return _IN_FORCE.say(lang, name=release.name, day=release.effective)


def _copies(snapshot: Snapshot, lang: Lang) -> list[str]:
    out = [
        each
        for each in copies_on(events_of(snapshot), snapshot.as_of).values()
        if each.state.is_out
    ]
    behind = sum(bool(each.unacknowledged) for each in out)
    return [_COPIES.say(lang, out=len(out), behind=behind)] if out else []


def _unsent(snapshot: Snapshot, lang: Lang) -> list[str]:
    """Return to whom the newest release is to be sent before it takes effect, and the commands."""
    found = unsent(snapshot)
    if found is None:
        return []
    numbers = " ".join(sorted(each.number for each in (*found.by_pages, *found.by_book)))
    head = _UNSENT.say(lang, name=found.release.name, day=found.release.effective, copies=numbers)
    return ["", head, *(f"  {each} --by {_BY.say(lang)}" for each in found.commands)]


def _disposable(snapshot: Snapshot, lang: Lang) -> list[str]:
    found = disposable(snapshot)
    return [_KEPT.say(lang, count=len(found))] if found else []


def _dues(snapshot: Snapshot, findings: Iterable[Finding], lang: Lang, days: int) -> list[str]:
    found = entries(calendar(snapshot, findings))
    left = {id(each): (each.day - snapshot.as_of).days for each in found}
    parts = (
        (_OVERDUE, [each for each in found if left[id(each)] < 0]),
        (_WEEK, [each for each in found if 0 <= left[id(each)] <= min(_SOON, days)]),
        (_LATER, [each for each in found if _SOON < left[id(each)] <= days]),
    )
    lines: list[str] = []
    for title, part in parts:
        if part:
            count = sum(len(each.dues) for each in part)
            lines += ["", title.say(lang, days=days, count=count)]
            lines += listed(snapshot, part, lang)
    return lines


_SOON = 7
_IN_FORCE = Text(zh="现行版本 {name}，{day} 起生效", en="in force: {name}, since {day}")
_NONE = Text(zh="{day} 没有生效的手册版本", en="no release of the manual is in force on {day}")
_COPIES = Text(
    zh="在外受控本 {out} 本，其中 {behind} 本有换页未回执",
    en="copies out: {out}, of which {behind} have not acknowledged an amendment",
)
_UNSENT = Text(
    zh="待发 {name}（{day} 起生效）：分发号 {copies}",
    en="to be sent {name} (in force from {day}): copies {copies}",
)
_BY = Text(zh="经办人", en="PERSON")
_KEPT = Text(
    zh="保存期满、可提请销毁的记录 {count} 份：qms list --disposable",
    en="records kept long enough to be disposed of: {count}; see qms list --disposable",
)
_OVERDUE = Text(zh="逾期（{count} 项）", en="overdue ({count})")
_WEEK = Text(zh="七天内（{count} 项）", en="within seven days ({count})")
_LATER = Text(zh="{days} 天内（{count} 项）", en="within {days:day|days} ({count})")
