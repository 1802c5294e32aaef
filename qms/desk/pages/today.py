"""What waits for the person at the desk, and what they are likely to begin."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from starlette.responses import Response

from qms.desk.desk import Desk
from qms.desk.pages.changes import signable_by, waits_for
from qms.desk.pages.filling import is_filled_here
from qms.desk.pages.page import Page
from qms.model.finding import Finding
from qms.model.kinds.record import Evidence, Record, Status
from qms.publish.due_dates import Entry, entries
from qms.standing.copies import ControlledCopy
from qms.standing.due import owner_name
from qms.text import Text

_SOON, _LATER = 7, 60
_LIKELY = 6
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Part:
    """Some of what waits, under a heading."""

    title: Text
    css: str
    entries: tuple[Entry, ...]


def _today(desk: Desk) -> Response:
    return desk.page(
        "today",
        parts=tuple(_parts(desk)),
        opened=_opened(desk),
        likely=_likely(desk),
        held=_held(desk),
        outstanding=_outstanding(desk),
        requests=waits_for(desk.snapshot, desk.person) if desk.person else [],
        signable=signable_by(desk.snapshot, desk.person) if desk.person else [],
        findings=_findings(desk) if desk.reading.is_checked else None,
        name_owner=lambda owner: desk.say(owner_name(desk.snapshot, owner)),
        days=lambda day: (day - desk.snapshot.as_of).days,
    )


def _owed(desk: Desk) -> Response:
    return desk.page("today-findings", findings=_findings(desk))


def _findings(desk: Desk) -> tuple[Finding, ...]:
    return tuple(each for each in desk.reading.report.findings if each.who == desk.by)


def _parts(desk: Desk) -> Iterator[Part]:
    """Yield what falls due for the person: late, within a week, later."""
    day = desk.snapshot.as_of
    mine = []
    for due in desk.reading.dues:
        person = desk.snapshot.in_charge(due.owner)
        if person is not None and person.id == desk.by and (due.day - day).days <= _LATER:
            mine.append(due)
    found = entries(mine)

    def between(first: int | None, last: int) -> tuple[Entry, ...]:
        return tuple(
            each
            for each in found
            if (first is None or (each.day - day).days >= first) and (each.day - day).days <= last
        )

    yield Part(Text(zh="逾期", en="Overdue"), "late", between(None, -1))
    yield Part(Text(zh="七天内", en="Within seven days"), "soon", between(0, _SOON))
    yield Part(Text(zh="两个月内", en="Within two months"), "later", between(_SOON + 1, _LATER))


def _opened(desk: Desk) -> list[Record]:
    """Return the open sheets that the person filled in or is to handle, newest first."""
    found: list[Evidence] = []
    for kind in desk.snapshot.tables:
        model = desk.snapshot.kinds[kind]
        if issubclass(model, Evidence):
            found += [
                each
                for each in desk.snapshot.all(model)
                if each.status in {Status.open, Status.draft}
                and desk.by in {each.filled_by, getattr(each, "owner", None)}
            ]
    newest = sorted(found, key=lambda each: (each.date, each.id), reverse=True)
    return list(newest[:_SHOWN])


def _likely(desk: Desk) -> list[type[Record]]:
    """Return the forms that the person, else the department, filled in most often of late."""
    since = desk.snapshot.as_of - dt.timedelta(days=365)
    counted: Counter[str] = Counter()
    for kind in desk.snapshot.tables:
        model = desk.snapshot.kinds[kind]
        if issubclass(model, Evidence) and is_filled_here(model):
            rows = [each for each in desk.snapshot.all(model) if each.date >= since]
            counted[kind] += 1000 * sum(each.filled_by == desk.by for each in rows)
            if desk.person:
                counted[kind] += sum(each.department == desk.person.department for each in rows)
    return [desk.snapshot.kinds[kind] for kind, count in counted.most_common(_LIKELY) if count]


def _outstanding(desk: Desk) -> dict[str, int]:
    """Return what a keeper of copies waits for from others; nothing for everybody else."""
    events = desk.snapshot.tables.get("copy-event", ())
    if not any(getattr(each, "filled_by", None) == desk.by for each in events):
        return {}
    out = [each for each in desk.reading.copies.values() if each.state.is_out]
    found = {
        "unsigned": sum(each.received_on is None for each in out),
        "behind": sum(bool(each.unacknowledged) for each in out),
    }
    return {name: count for name, count in found.items() if count}


def _held(desk: Desk) -> list[ControlledCopy]:
    return [
        each
        for each in desk.reading.copies.values()
        if each.state.is_out and each.holder.person == desk.by
    ]


PAGES = (
    Page("/", _today),
    Page("/today/findings", _owed),
)
